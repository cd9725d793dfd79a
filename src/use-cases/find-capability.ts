import type { Capability, Engine } from '../domain/engine-port.ts';
import type { Format } from '../domain/formats.ts';

export const targetsOf = (engine: Pick<Engine, 'capabilities'>, source: Format): readonly Capability[] =>
  engine.capabilities().filter((capability) => capability.source === source.id);

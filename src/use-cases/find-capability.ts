import type { Format } from '../domain/formats.ts';
import type { Capability, Engine } from '../domain/ports.ts';

export const targetsOf = (engine: Pick<Engine, 'capabilities'>, source: Format): readonly Capability[] =>
  engine.capabilities().filter((capability) => capability.source === source.id);

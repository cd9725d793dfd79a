import type { Engine } from '../domain/engine-port.ts';
import type { Clock } from '../domain/instant.ts';
import type { Availability, Bus, ConversionStore, FileStorage } from '../domain/ports.ts';

/** What the use cases stand on. */
export interface Parts {
  store: ConversionStore;
  bus: Bus;
  storage: FileStorage;
  availability: Availability;
  engine: Pick<Engine, 'capabilities'>;
  now: Clock;
  logger: Logger;
}

/** The part of pino that the inner layers use. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

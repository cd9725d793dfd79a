import type { Config } from './config.ts';

/** How long the files of an ended conversion are kept, in milliseconds; undefined: for ever. */
export const keepForMs = ({ RETENTION_HOURS }: Config): number | undefined =>
  RETENTION_HOURS === 0 ? undefined : RETENTION_HOURS * 3_600_000;

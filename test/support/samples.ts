import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SAMPLES = fileURLToPath(new URL('../../../shared/samples/', import.meta.url));

/** Real models that are not part of the repository. Skip visibly where they are missing. */
export const haveSamples = existsSync(SAMPLES);

export const samplePath = (name: string): string => `${SAMPLES}${name}`;

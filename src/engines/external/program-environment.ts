import { delimiter } from 'node:path';

const USUAL_PATH = ['/usr/local/bin', '/usr/bin', '/bin'].join(delimiter);

/**
 * All that a program gets of our environment: nothing that is secret.
 * @param folder of its own
 */
export const programEnvironment = (folder: string): Record<string, string> => ({
  PATH: process.env.PATH ?? USUAL_PATH,
  LANG: 'C.UTF-8',
  HOME: folder,
  TMPDIR: folder,
});

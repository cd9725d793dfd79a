import type { Config } from './config.ts';
import type { DeclaredEngine } from './engines/external/declaration.ts';
import { DeclarationError, readDeclaration } from './engines/external/read-declaration.ts';
import { StartError } from './start-error.ts';

/** Of EXTERNAL_ENGINES_FILE; their formats are known afterwards. Throws a StartError that says what is wrong in it. */
export function externalEngines({ EXTERNAL_ENGINES_FILE: path }: Config): DeclaredEngine[] {
  if (path === '') return [];
  try {
    return readDeclaration(path);
  } catch (error) {
    if (error instanceof DeclarationError)
      throw new StartError(`EXTERNAL_ENGINES_FILE: ${error.message}`, error);
    throw error;
  }
}

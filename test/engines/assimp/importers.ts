import { join } from 'node:path';
import type { FormatId } from '../../../src/domain/formats.ts';
import type { AssimpCommand, MeshSource } from '../../../src/engines/mesh/mesh-source.ts';
import { assimpCommand, skipWithoutAssimp } from '../../support/assimp-command.ts';
import { readHere } from './read-here.ts';

export interface Importer {
  name: 'assimpjs' | 'assimp-cli';
  skip: string | false;
  /** For a MeshSource: absent for assimpjs. */
  given(folder: string): { assimp?: AssimpCommand };
  read(
    folder: string,
    format: FormatId,
    bytes: Buffer | string,
    more?: Partial<MeshSource>,
  ): ReturnType<typeof readHere>;
}

const importer = (name: Importer['name'], skip: Importer['skip'], given: Importer['given']): Importer => ({
  name,
  skip,
  given,
  read: (folder, format, bytes, more) => readHere(folder, format, bytes, { ...given(folder), ...more }),
});

/** The same tests run over each. */
export const IMPORTERS: readonly Importer[] = [
  importer('assimpjs', false, () => ({})),
  importer('assimp-cli', skipWithoutAssimp, (folder) => ({
    assimp: { program: assimpCommand!, besidePath: join(folder, 'target') },
  })),
];

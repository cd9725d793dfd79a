import { packageVersion } from '../../cad/package-version.ts';
import { createMeshEngine } from '../create-mesh-engine.ts';
import { loadAssimp } from './load-assimp.ts';

/** Formats that assimp reads and we do not: its scene, our checks before and after, and our writers. */
export const assimpEngine = createMeshEngine('assimpjs', packageVersion('assimpjs'), loadAssimp);

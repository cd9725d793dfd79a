import { packageVersion } from '../../cad/package-version.ts';
import { createMeshEngine } from '../create-mesh-engine.ts';
import { loadRhino } from './load-rhino.ts';

/** Rhino's own files, as far as they hold meshes. */
export const rhinoEngine = createMeshEngine('rhino3dm', packageVersion('rhino3dm'), loadRhino);

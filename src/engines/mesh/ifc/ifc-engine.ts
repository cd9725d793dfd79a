import { packageVersion } from '../../cad/package-version.ts';
import { createMeshEngine } from '../create-mesh-engine.ts';
import { loadWebIfc } from './load-web-ifc.ts';

/** Buildings. */
export const ifcEngine = createMeshEngine('web-ifc', packageVersion('web-ifc'), loadWebIfc);

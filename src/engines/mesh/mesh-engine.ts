import { readFileSync } from 'node:fs';
import { createMeshEngine } from './create-mesh-engine.ts';

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** Our own readers and writers: triangles to triangles, and to flat faces. The same format in and out normalises it. */
export const meshEngine = createMeshEngine('converto-mesh', version, () =>
  Promise.all([import('./gltf/read-gltf.ts'), import('./gltf/write-gltf.ts')]),
);

// 3DM files made with openNURBS itself (rhino3dm); only Rhino can add render meshes of surfaces.
import { createRequire } from 'node:module';
import { CUBE_FACES } from '../../support/cube.ts';

// biome-ignore lint/suspicious/noExplicitAny: the types of rhino3dm lack most of what is called here
export type Loose = any;

export const loadLoose = (): Promise<Loose> =>
  (createRequire(import.meta.url)('rhino3dm') as () => Promise<Loose>)();

/** A box of six quadrangles with a corner at the origin. */
export function box(rhino: Loose, [x, y, z]: readonly [number, number, number], decorated = false): Loose {
  const mesh = new rhino.Mesh();
  for (let corner = 0; corner < 8; corner += 1) {
    mesh.vertices().add((corner & 1) * x, ((corner >> 1) & 1) * y, ((corner >> 2) & 1) * z);
  }
  for (const quad of CUBE_FACES) {
    mesh.faces().addQuadFace(...quad);
  }
  if (decorated) {
    for (let corner = 0; corner < 8; corner += 1) {
      mesh.vertexColors().add(188, 0, 255);
      mesh.textureCoordinates().add(corner / 8, 0.25);
    }
  }
  return mesh;
}

export function attributes(rhino: Loose, given: Record<string, unknown>): Loose {
  return Object.assign(new rhino.ObjectAttributes(), given);
}

export const bytesOf = (file: Loose): Buffer => Buffer.from(file.toByteArray());

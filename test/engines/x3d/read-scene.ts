import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MeshModel } from '../../../src/engines/mesh/model.ts';
import type { MeshSource } from '../../../src/engines/mesh/read-mesh.ts';
import { readX3d } from '../../../src/engines/mesh/x3d/read-x3d.ts';
import { LIMITS } from '../mesh/shapes.ts';

let files = 0;

/** A reader of scenes that are given as text. */
export const sceneReader = (folder: string) => ({
  /** The body of a VRML file. */
  vrml: (body: string, more: Partial<MeshSource> = {}) => read(folder, `#VRML V2.0 utf8\n${body}`, more),
  /** What stands in the Scene of an X3D file. */
  xml: (body: string, more: Partial<MeshSource> = {}) =>
    read(folder, `<?xml version="1.0"?>\n<X3D version="3.3"><Scene>${body}</Scene></X3D>`, more),
  bytes: (content: string | Buffer, more: Partial<MeshSource> = {}) => read(folder, content, more),
});

function read(folder: string, content: string | Buffer, more: Partial<MeshSource>) {
  const path = join(folder, `scene-${(files += 1)}`);
  writeFileSync(path, content);
  return readX3d({ path, options: {}, limits: LIMITS, ...more });
}

/** Everything of a model but what it is called, for a comparison. */
export const contentOf = ({ nodes, meshes, materials }: MeshModel) =>
  JSON.parse(
    JSON.stringify({ nodes, meshes, materials }, (_, value) =>
      ArrayBuffer.isView(value) ? Array.from(value as unknown as ArrayLike<number>) : value,
    ),
  ) as object;

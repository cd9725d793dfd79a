import { spawnSync } from 'node:child_process';
import { pythonTool } from '../../scripts/ci/python-tool.mjs';

const python = pythonTool('trimesh==5.2.0', 'python');

/** Skip visibly where neither Python nor PyPI is there. */
export const haveTrimesh = python !== undefined;

export interface SeenByTrimesh {
  triangles: number;
  vertices: number;
  area: number;
  volume: number;
  bounds: [number[], number[]];
}

const PROGRAM = `
import json, sys, trimesh
mesh = trimesh.load(sys.argv[1], force='mesh', process=False)
print(json.dumps({
  'triangles': len(mesh.faces), 'vertices': len(mesh.vertices), 'area': float(mesh.area),
  'volume': float(mesh.volume), 'bounds': mesh.bounds.tolist()}))
`;

/** What trimesh, a Python library, reads from a mesh file. */
export function readWithTrimesh(path: string): SeenByTrimesh {
  const { status, stdout, stderr } = spawnSync(python!, ['-c', PROGRAM, path], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`trimesh refuses ${path}: ${stderr}`);
  return JSON.parse(stdout) as SeenByTrimesh;
}

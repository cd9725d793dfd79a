import {
  BufferAttribute,
  BufferGeometry,
  EdgesGeometry,
  type LineBasicMaterial,
  LineSegments,
  Mesh,
  type Object3D,
  Vector3,
} from 'three';

/** Degrees between two faces from which on the border between them is drawn. */
const SHARP = 30;
/** EdgesGeometry takes corners as one within 1e-4: every geometry is brought to this size, so that small parts keep theirs. */
const WORKING_SIZE = 100;
/** Beyond it both the wait and the lines would be too many. */
export const EDGE_TRIANGLES_LIMIT = 200_000;
/** Edges have a layer of their own: passes that paint faces only leave it out. */
export const EDGE_LAYER = 1;

/**
 * Puts lines along the sharp edges of every mesh, one mesh after another without blocking between them.
 * Resolves to false, and adds nothing, where there are too many triangles.
 */
export async function addEdges(
  root: Object3D,
  material: LineBasicMaterial,
  signal: AbortSignal,
): Promise<boolean> {
  const meshesOf = meshesByGeometry(root);
  const triangles = [...meshesOf.keys()].reduce((sum, geometry) => sum + triangleCount(geometry), 0);
  if (triangles > EDGE_TRIANGLES_LIMIT) return false;
  for (const [geometry, meshes] of meshesOf) {
    await new Promise((resolve) => setTimeout(resolve));
    if (signal.aborted) return true;
    const lines = sharpEdges(geometry);
    for (const mesh of meshes) mesh.add(edgeLines(lines, material));
  }
  return true;
}

function edgeLines(lines: BufferGeometry, material: LineBasicMaterial): LineSegments {
  const segments = new LineSegments(lines, material);
  segments.layers.set(EDGE_LAYER);
  return segments;
}

function sharpEdges(geometry: BufferGeometry): BufferGeometry {
  geometry.computeBoundingBox();
  const centre = geometry.boundingBox!.getCenter(new Vector3());
  const size = geometry.boundingBox!.getSize(new Vector3());
  const scale = WORKING_SIZE / (Math.max(size.x, size.y, size.z) || 1);
  const corners = geometry.getAttribute('position');
  const working = new BufferGeometry();
  const moved = new BufferAttribute(new Float32Array(corners.count * 3), 3);
  const corner = new Vector3();
  for (let index = 0; index < corners.count; index += 1) {
    corner.fromBufferAttribute(corners, index).sub(centre).multiplyScalar(scale);
    moved.setXYZ(index, corner.x, corner.y, corner.z);
  }
  working.setAttribute('position', moved).setIndex(geometry.index);
  const lines = new EdgesGeometry(working, SHARP);
  return lines.scale(1 / scale, 1 / scale, 1 / scale).translate(centre.x, centre.y, centre.z);
}

function meshesByGeometry(root: Object3D): Map<BufferGeometry, Mesh[]> {
  const meshes = new Map<BufferGeometry, Mesh[]>();
  root.traverse((object) => {
    if (!(object instanceof Mesh)) return;
    meshes.set(object.geometry, [...(meshes.get(object.geometry) ?? []), object]);
  });
  return meshes;
}

const triangleCount = ({ index, attributes }: BufferGeometry): number =>
  (index?.count ?? attributes.position?.count ?? 0) / 3;

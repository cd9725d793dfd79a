import { MeshoptDecoder } from 'meshoptimizer/decoder';
import { Box3, type Group, type Object3D } from 'three';
import { type GLTF, GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';
import { type GltfTree, type Part, partRows, partsOf } from './parts.ts';

export interface LoadedModel {
  root: Group;
  /** In metres, Y up. */
  box: Box3;
  parts: Part[];
  /** What shows each part. */
  objectOf: ReadonlyMap<Part, Object3D>;
  /** The innermost part that the object belongs to. */
  partOf(object: Object3D): Part | undefined;
}

/** Rejects where the bytes are no GLB that can be shown. */
export async function loadModel(glb: ArrayBuffer): Promise<LoadedModel> {
  const loader = new GLTFLoader().setMeshoptDecoder(MeshoptDecoder);
  const gltf = await loader.parseAsync(glb, '');
  gltf.scene.updateMatrixWorld(true);
  const parts = partsOf(gltf.parser.json as GltfTree);
  const objectOf = objectsOf(parts, gltf);
  const partByObject = new Map([...objectOf].map(([part, object]) => [object, part]));
  const box = new Box3().setFromObject(gltf.scene, true);
  if (box.isEmpty()) throw new Error('there is nothing in it to show');
  return {
    root: gltf.scene,
    box,
    parts,
    objectOf,
    partOf(object) {
      let holder: Object3D | null = object;
      while (holder !== null && !partByObject.has(holder)) holder = holder.parent;
      return holder === null ? undefined : partByObject.get(holder);
    },
  };
}

function objectsOf(parts: readonly Part[], { scene, parser }: GLTF): Map<Part, Object3D> {
  const partByNode = new Map(
    partRows(parts, Number.POSITIVE_INFINITY).rows.map(({ part }) => [part.node, part]),
  );
  const objects = new Map<Part, Object3D>();
  scene.traverse((object) => {
    const part = partByNode.get(parser.associations.get(object)?.nodes ?? -1);
    if (part !== undefined && !objects.has(part)) objects.set(part, object);
  });
  return objects;
}

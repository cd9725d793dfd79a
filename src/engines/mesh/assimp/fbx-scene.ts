import { Uint32List } from '../tools/growable.ts';
import { checkSceneTree } from './check-scene-tree.ts';
import { facesOnly } from './face-sizes.ts';

/** The id that every connection of a root ends at. */
const ROOT = '0';

interface Geometry {
  /** How many corners each face has. */
  sizes: Uint32Array;
  /** Of each face, where they are not all of one material. */
  materials?: Int32Array;
}

/** The models of an FBX file, how they hang together, and the faces of geometries. Ids are decimal numbers. */
export class FbxScene {
  readonly #models = new Set<string>();
  readonly #sources = new Map<string, string[]>();
  readonly #geometries = new Map<string, Geometry>();

  addModel(id: string): void {
    this.#models.add(id);
  }

  /** @param corners as PolygonVertexIndex has them: the last one of a face is stored as -1 - index */
  addFaces(geometry: string, corners: Int32Array): void {
    const sizes = new Uint32List(16);
    let size = 0;
    for (const corner of corners) {
      size += 1;
      if (corner >= 0) continue;
      sizes.push(size);
      size = 0;
    }
    this.#geometries.set(geometry, { sizes: sizes.view() });
  }

  /** Of a geometry whose faces were added; the first that is said of it counts. */
  addMaterials(geometry: string, materials: Int32Array): void {
    const known = this.#geometries.get(geometry);
    if (known && materials.length === known.sizes.length) known.materials ??= materials;
  }

  /** Of two objects. */
  connect(source: string, destination: string): void {
    const known = this.#sources.get(destination);
    if (known === undefined) this.#sources.set(destination, [source]);
    else known.push(source);
  }

  /**
   * How many corners the faces have, of each geometry that a model shows and for each of its materials: they become
   * primitives of their own. Throws `input_malformed` or `input_limit_exceeded` where assimp would never come to an end
   * of the models.
   */
  listFaces(): Uint32Array[] {
    const sourcesOf = (id: string): string[] => this.#sources.get(id) ?? [];
    const models = (id: string): string[] => sourcesOf(id).filter((source) => this.#models.has(source));
    const shown = new Set<Geometry>();
    for (const model of checkSceneTree('FBX', [ROOT], models)) {
      for (const source of sourcesOf(model)) {
        const geometry = this.#geometries.get(source);
        if (geometry) shown.add(geometry);
      }
    }
    return [...shown].flatMap(byMaterial).map(facesOnly);
  }
}

function byMaterial({ sizes, materials }: Geometry): Uint32Array[] {
  if (materials === undefined) return [sizes];
  const parts = new Map<number, Uint32List>();
  for (const [face, size] of sizes.entries()) {
    const material = materials[face]!;
    const part = parts.get(material) ?? new Uint32List(16);
    parts.set(material, part);
    part.push(size);
  }
  return [...parts.values()].map((part) => part.view());
}

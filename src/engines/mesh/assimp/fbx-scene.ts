import { Uint32List } from '../tools/growable.ts';
import { checkSceneTree } from './check-scene-tree.ts';
import { countStoredPolygons, type StoredFaces } from './stored-faces.ts';

/** The id that every connection of a root ends at. */
const ROOT = '0';

/** The models of an FBX file, how they hang together, and the faces of geometries. Ids are decimal numbers. */
export class FbxScene {
  readonly #models = new Set<string>();
  readonly #sources = new Map<string, string[]>();
  readonly #geometries = new Map<string, StoredFaces>();

  addModel(id: string): void {
    this.#models.add(id);
  }

  /** @param corners as PolygonVertexIndex has them: the last one of a face is stored as -1 - index */
  addFaces(geometry: string, corners: Iterable<number>): void {
    const sizes = new Uint32List(16);
    let size = 0;
    for (const corner of corners) {
      size += 1;
      if (corner >= 0) continue;
      sizes.push(size);
      size = 0;
    }
    this.#geometries.set(geometry, { sizes });
  }

  /** Of two objects. */
  connect(source: string, destination: string): void {
    const known = this.#sources.get(destination);
    if (known === undefined) this.#sources.set(destination, [source]);
    else known.push(source);
  }

  /**
   * Faces of more than three corners, of each geometry that a model shows. Throws `input_malformed` or
   * `input_limit_exceeded` where assimp would never come to an end of the models.
   */
  countPolygons(): number {
    const sourcesOf = (id: string): string[] => this.#sources.get(id) ?? [];
    const shown = new Set<StoredFaces>();
    const models = (id: string): string[] => sourcesOf(id).filter((source) => this.#models.has(source));
    for (const model of checkSceneTree('FBX', [ROOT], models)) {
      for (const source of sourcesOf(model)) {
        const faces = this.#geometries.get(source);
        if (faces) shown.add(faces);
      }
    }
    return countStoredPolygons([[...shown]]);
  }
}

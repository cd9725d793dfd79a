import type { EngineLimits } from '../../engine-module.ts';
import type { LossTally } from '../gltf/loss-tally.ts';
import { tooManyTriangles, tooManyVertices } from '../limits.ts';
import type { Material, Mesh, Primitive } from '../model.ts';
import { weldPrimitive } from '../tools/weld.ts';
import { toPrimitive } from './geometry/face-set.ts';
import type { GeometryNotes } from './geometry/geometry-notes.ts';
import { isReadGeometry, readGeometry } from './geometry/read-geometry.ts';
import type { OtherNodes } from './other-nodes.ts';
import { placeTexture } from './place-textures.ts';
import { type Look, readAppearance } from './read-appearance.ts';
import { nodeOf, type SceneNode } from './syntax/scene-node.ts';
import type { Textures } from './textures.ts';

const SOLIDS = /^(Box|Sphere|Cylinder|Cone)$/;

/** Turns nodes Shape into meshes: one for each pair of a geometry and an appearance, however often it is shown. */
export class ShapeBuilder {
  readonly meshes: Mesh[] = [];
  readonly materials: Material[] = [];
  readonly notes: GeometryNotes = { incomplete: 0, rounded: 0 };
  private triangles = 0;
  private vertices = 0;
  private readonly known = new Map<SceneNode, Map<SceneNode | undefined, number | undefined>>();
  private readonly looks = new Map<SceneNode | undefined, Look>();
  private readonly places = new Map<string, number>();
  private readonly textures: Textures;
  private readonly limits: EngineLimits;
  private readonly lost: LossTally;
  private readonly others: OtherNodes;
  private readonly onShape: () => void;

  constructor(
    textures: Textures,
    limits: EngineLimits,
    lost: LossTally,
    others: OtherNodes,
    onShape: () => void,
  ) {
    this.textures = textures;
    this.limits = limits;
    this.lost = lost;
    this.others = others;
    this.onShape = onShape;
  }

  /** Index into `meshes`; undefined where the shape shows nothing. */
  meshOf(shape: SceneNode): number | undefined {
    const geometry = nodeOf(shape, 'geometry');
    if (geometry === undefined) return undefined;
    if (!isReadGeometry(geometry.type)) {
      this.others.add(geometry);
      return undefined;
    }
    const appearance = nodeOf(shape, 'appearance');
    let byAppearance = this.known.get(geometry);
    if (byAppearance === undefined) this.known.set(geometry, (byAppearance = new Map()));
    if (!byAppearance.has(appearance)) byAppearance.set(appearance, this.newMesh(geometry, appearance));
    return byAppearance.get(appearance);
  }

  private newMesh(geometry: SceneNode, appearance: SceneNode | undefined): number | undefined {
    this.onShape();
    const look = this.lookOf(appearance);
    const faces = readGeometry(geometry, look.hasTexture, this.limits, this.notes);
    if (faces === undefined) return undefined;
    const made = toPrimitive(faces, this.limits);
    const primitive: Primitive = SOLIDS.test(geometry.type) ? weldPrimitive(made) : made;
    this.countAll(primitive);
    placeTexture(primitive, look.textureTransform);
    const material = this.materialOf(look, !faces.solid, primitive.colours !== undefined);
    if (material !== undefined) primitive.material = material;
    return this.meshes.push({ primitives: [primitive] }) - 1;
  }

  private lookOf(appearance: SceneNode | undefined): Look {
    let look = this.looks.get(appearance);
    if (look === undefined) {
      this.looks.set(appearance, (look = readAppearance(appearance, this.textures, this.lost)));
    }
    return look;
  }

  /**
   * Whether both sides are seen is said by the geometry; colours of vertices take the place of the diffuse colour. Files
   * repeat one appearance for every shape: what is the same is one material.
   */
  private materialOf({ material }: Look, doubleSided: boolean, hasColours: boolean): number | undefined {
    if (material === undefined && !doubleSided) return undefined;
    const base: Material = material ?? { baseColour: [1, 1, 1, 1], metallic: 0, roughness: 0.5 };
    const own: Material = {
      ...base,
      ...(hasColours && { baseColour: [1, 1, 1, base.baseColour[3]] }),
      ...(doubleSided && { doubleSided }),
    };
    const key = JSON.stringify(own);
    let place = this.places.get(key);
    if (place === undefined) this.places.set(key, (place = this.materials.push(own) - 1));
    return place;
  }

  private countAll({ indices, positions }: Primitive): void {
    this.triangles += indices.length / 3;
    this.vertices += positions.length / 3;
    if (this.triangles > this.limits.maxTriangles) throw tooManyTriangles(this.triangles, this.limits);
    if (this.vertices > this.limits.maxVertices) throw tooManyVertices(this.vertices, this.limits);
  }
}

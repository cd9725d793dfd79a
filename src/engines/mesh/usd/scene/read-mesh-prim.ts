import type { EngineLimits } from '../../../engine-module.ts';
import type { LossTally } from '../../gltf/loss-tally.ts';
import type { Material, Mesh, Primitive } from '../../model.ts';
import type { OnFraction } from '../../read-result.ts';
import type { PrimSpec } from '../layer/layer.ts';
import { IdentityKeys } from '../stage/identity-keys.ts';
import type { StagePrim } from '../stage/stage-prim.ts';
import { type Binding, bindingOf } from './bindings.ts';
import type { BoundMaterial, Materials } from './materials.ts';
import { readMeshGeometry } from './mesh-geometry.ts';
import { placeUvs, uvPrimvarsOf, uvSetsOf } from './mesh-uvs.ts';
import { type Primvar, primvarOf } from './primvars.ts';
import { isGprim, readGprim } from './read-gprim.ts';

/** What says nothing about the shape or look of a mesh, so that instances may differ in it. */
const PLACE = /^(xformOp:|xformOpOrder$|visibility$|purpose$|material:binding|extent$|extentsHint$)/;

export interface MeshTallies {
  lost: LossTally;
  /** Meshes that are subdivision surfaces. */
  subdivided: number;
  /** Shapes that are given by their measures. */
  shapes: number;
  /** Primvars that were left out since they do not fit their mesh. */
  unfit: number;
}

/** Reads meshes, and shapes given by their measures, once for all of their instances. */
export class MeshReader {
  readonly meshes: Mesh[] = [];
  private readonly keys = new IdentityKeys();
  private readonly places = new Map<string, number | undefined>();
  private readonly materials: Materials;
  private readonly limits: EngineLimits;
  private readonly tallies: MeshTallies;
  private readonly onPart: OnFraction;

  /** @param onPart of the mesh that is read; below 1 */
  constructor(materials: Materials, limits: EngineLimits, tallies: MeshTallies, onPart: OnFraction) {
    this.materials = materials;
    this.limits = limits;
    this.tallies = tallies;
    this.onPart = onPart;
  }

  /** The index of the mesh of a prim; undefined where it has no face. */
  place(
    prim: StagePrim,
    binding: Binding | undefined,
    inheritedColour: Primvar | undefined,
  ): number | undefined {
    const isDoubleSided = prim.value('doubleSided') === true;
    const subsets = prim.typeName === 'Mesh' ? [...subsetsOf(prim)] : [];
    const bind = (to: Binding | undefined) => to && this.materials.bound(to.path, isDoubleSided);
    const bound = bind(binding);
    const parts = subsets.map((subset) => ({
      subset,
      material: bind(bindingOf(subset, binding, this.tallies.lost)),
    }));
    const key = JSON.stringify([
      this.keys.keyOf(prim, saysShape),
      bound?.index,
      parts.map(({ subset, material }) => [this.keys.keyOf(subset), material?.index]),
      inheritedColour && [...inheritedColour.values.numbers],
    ]);
    if (!this.places.has(key)) {
      const primitives = isGprim(prim.typeName)
        ? this.readShape(prim, bound, inheritedColour, isDoubleSided)
        : this.readMesh(prim, bound, parts, inheritedColour, isDoubleSided);
      const full = primitives.filter(({ indices }) => indices.length > 0);
      const mesh = { name: prim.displayName, primitives: full };
      this.places.set(key, full.length === 0 ? undefined : this.meshes.push(mesh) - 1);
    }
    return this.places.get(key);
  }

  private readShape(
    prim: StagePrim,
    bound: BoundMaterial | undefined,
    inheritedColour: Primvar | undefined,
    isDoubleSided: boolean,
  ): Primitive[] {
    const shape = readGprim(prim);
    if (shape === undefined) return [];
    this.tallies.shapes += 1;
    const colour = primvarOf(prim, 'primvars:displayColor', 3) ?? inheritedColour;
    const material = bound?.index ?? this.plainMaterial(prim, colour, isDoubleSided);
    return [{ ...shape, ...(material !== undefined && { material }) }];
  }

  private readMesh(
    prim: StagePrim,
    bound: BoundMaterial | undefined,
    parts: readonly { subset: StagePrim; material: BoundMaterial | undefined }[],
    inheritedColour: Primvar | undefined,
    isDoubleSided: boolean,
  ): Primitive[] {
    if ((prim.text('subdivisionScheme') ?? 'catmullClark') !== 'none') this.tallies.subdivided += 1;
    const materials = distinct([bound, ...parts.map(({ material }) => material)]);
    const groups = groupFaces(prim, bound, parts, materials);
    const shown = primvarOf(prim, 'primvars:displayColor', 3) ?? inheritedColour;
    const isPlain = shown?.interpolation === 'constant' && shown.indices === undefined;
    const readsColours = materials.some((material) => material?.usesVertexColours ?? !isPlain);
    const colours = readsColours ? shown : undefined;
    const uvSets = uvSetsOf(materials);
    const geometry = readMeshGeometry(
      prim,
      {
        normals: primvarOf(prim, 'primvars:normals', 3) ?? primvarOf(prim, 'normals', 3),
        ...uvPrimvarsOf(prim, uvSets, this.tallies.lost),
        colours,
        opacities: colours && primvarOf(prim, 'primvars:displayOpacity', 1),
      },
      materials.length,
      groups,
      this.limits,
      this.onPart,
    );
    this.tallies.unfit += geometry?.unfit ?? 0;
    return (geometry?.groups ?? []).map((given, group) => {
      const material = materials[group];
      const placed = placeUvs(given, uvSets, material?.uvSets ?? []);
      if (material === undefined) {
        const plain = isPlain ? this.plainMaterial(prim, shown, isDoubleSided) : undefined;
        return { ...placed, ...(plain !== undefined && { material: plain }) };
      }
      const primitive: Primitive = { ...placed, material: material.index };
      if (!material.usesVertexColours) delete primitive.colours;
      return primitive;
    });
  }

  private plainMaterial(
    prim: StagePrim,
    colour: Primvar | undefined,
    isDoubleSided: boolean,
  ): number | undefined {
    if (colour === undefined) return undefined;
    const opacity = primvarOf(prim, 'primvars:displayOpacity', 1)?.values.numbers[0] ?? 1;
    const [red, green, blue, alpha] = [...colour.values.numbers.slice(0, 3), opacity].map((channel) =>
      Number.isFinite(channel) ? Math.min(1, Math.max(0, channel)) : 1,
    ) as Material['baseColour'];
    return this.materials.plain([red, green, blue, alpha], isDoubleSided);
  }
}

const saysShape = ({ properties }: PrimSpec): boolean =>
  [...properties.keys()].some((name) => !PLACE.test(name));

function* subsetsOf(prim: StagePrim): Generator<StagePrim> {
  for (const child of prim.children()) {
    const isBinding = child.typeName === 'GeomSubset' && child.text('familyName') === 'materialBind';
    if (isBinding && (child.text('elementType') ?? 'face') === 'face') yield child;
  }
}

const distinct = (materials: readonly (BoundMaterial | undefined)[]): (BoundMaterial | undefined)[] =>
  materials.filter((material, at) => materials.findIndex((other) => other?.index === material?.index) === at);

/** For each face the place of its material in `materials`; the first subset that has the face decides. */
function groupFaces(
  prim: StagePrim,
  bound: BoundMaterial | undefined,
  parts: readonly { subset: StagePrim; material: BoundMaterial | undefined }[],
  materials: readonly (BoundMaterial | undefined)[],
): (face: number) => number {
  const placeOf = (material: BoundMaterial | undefined): number =>
    materials.findIndex((other) => other?.index === material?.index);
  if (materials.length === 1) return () => 0;
  const faces = prim.array('faceVertexCounts')?.length ?? 0;
  const groups = new Uint32Array(faces).fill(placeOf(bound));
  for (const { subset, material } of parts.toReversed()) {
    const place = placeOf(material);
    for (const face of subset.array('indices')?.numbers ?? []) if (face in groups) groups[face] = place;
  }
  return (face) => groups[face]!;
}

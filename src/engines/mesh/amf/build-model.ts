import { Problem } from '../../../domain/problem.ts';
import type { EngineLimits } from '../../engine-module.ts';
import { tooDeepTree, tooManyParts } from '../limits.ts';
import type { Material, Mesh, MeshModel, MeshNode, Primitive } from '../model.ts';
import type { OnFraction } from '../read-result.ts';
import type { Matrix } from '../tools/matrix.ts';
import { bySizes } from '../tools/shares.ts';
import type { AmfDocument, AmfInstance, AmfObject } from './amf-document.ts';
import { buildPrimitives } from './build-primitives.ts';

/** Objects become meshes, constellations nodes; what no constellation shows is shown where it is. */
export function buildModel(document: AmfDocument, limits: EngineLimits, onFraction: OnFraction): MeshModel {
  const materials: Material[] = [];
  const nodes: MeshNode[] = [];
  const meshes: Mesh[] = [];
  const places = new Map<AmfObject, number>();
  const materialPlaces = new Map<string, number>();
  const reached = new Set<string>();
  const nextObject = bySizes(sum([...document.objects.values()].map(countCorners)), onFraction);

  const materialAt = (key: string, make: () => Material): number => {
    const known = materialPlaces.get(key);
    if (known !== undefined) return known;
    materialPlaces.set(key, materials.length);
    return materials.push(make()) - 1;
  };

  const meshOf = (object: AmfObject): number => {
    const known = places.get(object);
    if (known !== undefined) return known;
    const onObject = nextObject(countCorners(object));
    const primitives: Primitive[] = buildPrimitives(object, document.materials, materialAt);
    onObject(1);
    places.set(object, meshes.length);
    return meshes.push({ ...(object.name !== undefined && { name: object.name }), primitives }) - 1;
  };

  const add = (
    id: string,
    matrix: Matrix | undefined,
    parent: number | undefined,
    above: readonly string[],
  ): void => {
    reached.add(id);
    if (above.includes(id)) throw malformed(CIRCLE);
    if (above.length >= limits.maxTreeDepth) throw tooDeepTree(limits);
    if (nodes.length >= limits.maxParts) throw tooManyParts(undefined, limits);
    const object = document.objects.get(id);
    const instances = document.constellations.get(id);
    if (object === undefined && instances === undefined)
      throw malformed('shows an object that it does not hold');
    const place =
      nodes.push({
        ...(parent !== undefined && { parent }),
        ...(matrix && { matrix }),
        ...(object && { mesh: meshOf(object) }),
      }) - 1;
    for (const instance of instances ?? []) add(instance.objectId, placeOf(instance), place, [...above, id]);
  };

  for (const id of roots(document)) add(id, undefined, undefined, []);
  if ([...document.constellations.keys()].some((id) => !reached.has(id))) throw malformed(CIRCLE);
  return { unit: document.unit, upAxis: 'z', unitKnown: true, nodes, meshes, materials, images: [] };
}

const countCorners = ({ volumes }: AmfObject): number => sum(volumes.map(({ corners }) => corners.length));
const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

/** What no constellation shows. */
function roots({ objects, constellations }: AmfDocument): string[] {
  const shown = new Set([...constellations.values()].flat().map(({ objectId }) => objectId));
  return [...constellations.keys(), ...objects.keys()].filter((id) => !shown.has(id));
}

/** Turned about x, then y, then z, then shifted (ISO/ASTM 52915, "Print constellations"). */
function placeOf({ shift, turn }: AmfInstance): Matrix | undefined {
  if ([...shift, ...turn].every((value) => value === 0)) return undefined;
  const [a, b, c] = turn.map((degrees) => (degrees / 180) * Math.PI) as [number, number, number];
  const [sa, ca, sb, cb, sc, cc] = [
    Math.sin(a),
    Math.cos(a),
    Math.sin(b),
    Math.cos(b),
    Math.sin(c),
    Math.cos(c),
  ];
  // biome-ignore format: columns of Rz · Ry · Rx
  return Float64Array.of(
    cc * cb, sc * cb, -sb, 0,
    cc * sb * sa - sc * ca, sc * sb * sa + cc * ca, cb * sa, 0,
    cc * sb * ca + sc * sa, sc * sb * ca - cc * sa, cb * ca, 0,
    ...shift, 1,
  );
}

const CIRCLE = 'has constellations that show themselves';

const malformed = (what: string): Problem =>
  new Problem('input_malformed', { detail: `The AMF ${what}. Export it again.` });

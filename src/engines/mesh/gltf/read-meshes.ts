import { Problem } from '../../../domain/problem.ts';
import type { EngineLimits } from '../../engine-module.ts';
import type { Mesh, MeshNode, Primitive } from '../model.ts';
import type { Vertices } from '../tools/vertex-arrays.ts';
import { openPoser, type Pose, type Poser } from './default-pose.ts';
import { openDracoPrimitives } from './draco-primitives.ts';
import { type GltfJson, type GltfPrimitive, TRIANGLES } from './gltf-json.ts';
import type { LossTally } from './loss-tally.ts';
import { cornerCount, readTriangles, triangleBound } from './read-triangles.ts';
import { compacted, readVertices, type VertexReading } from './read-vertices.ts';
import type { UvMaps } from './uv-map.ts';

export interface MeshPlan {
  meshes: { name?: string; primitives: GltfPrimitive[]; pose?: Pose }[];
  /** Mesh index in the file → place in `meshes`. */
  places: Map<number, number>;
  /** Place of a node that shows its mesh in a pose → place in `meshes`. */
  posed: Map<number, number>;
}

/**
 * Which meshes the nodes show and which of their primitives are triangles. Throws `input_limit_exceeded` where the
 * shown copies together, or what must be decoded for them, pass the limits.
 */
export function planMeshes(
  json: GltfJson,
  nodes: readonly MeshNode[],
  limits: EngineLimits,
  lost: LossTally,
  poses: ReadonlyMap<number, Pose> = new Map(),
): MeshPlan {
  const plan: MeshPlan = { meshes: [], places: new Map(), posed: new Map() };
  const decoded = new Set<number>();
  const noted = new Set<number>();
  let triangles = 0;
  let vertices = 0;
  for (const { mesh, places, pose } of listShown(nodes, poses)) {
    const { name, primitives } = json.meshes![mesh]!;
    if (!noted.has(mesh)) noteIgnored(primitives, lost);
    noted.add(mesh);
    const drawn = primitives.filter((primitive) => isDrawn(json, primitive));
    if (drawn.length === 0) continue;
    const planned = { ...(name !== undefined && { name }), primitives: drawn, ...(pose && { pose }) };
    const at = plan.meshes.push(planned) - 1;
    if (pose === undefined) plan.places.set(mesh, at);
    else for (const place of places) plan.posed.set(place, at);
    for (const primitive of drawn) {
      const position = primitive.attributes.POSITION!;
      triangles += places.length * triangleBound(json, primitive);
      vertices += places.length * Math.min(json.accessors![position]!.count, cornerCount(json, primitive));
      decoded.add(position);
    }
  }
  let decodedVertices = 0;
  for (const accessor of decoded) decodedVertices += json.accessors![accessor]!.count;
  requireAtMost(limits.maxTriangles, triangles, 'triangles');
  requireAtMost(limits.maxVertices, Math.max(vertices, decodedVertices), 'vertices');
  return plan;
}

interface Shown {
  mesh: number;
  /** Of the nodes that show it so. */
  places: number[];
  pose: Pose | undefined;
}

/** The meshes that nodes show, each in every shape of its own, in the order of their first appearance. */
function listShown(nodes: readonly MeshNode[], poses: ReadonlyMap<number, Pose>): Iterable<Shown> {
  const shown = new Map<string, Shown>();
  for (const [place, { mesh }] of nodes.entries()) {
    if (mesh === undefined) continue;
    const pose = poses.get(place);
    const key = JSON.stringify([mesh, pose]);
    const known = shown.get(key);
    if (known === undefined) shown.set(key, { mesh, places: [place], pose });
    else known.places.push(place);
  }
  return shown.values();
}

/** @param uvMaps for each material of the file, which texture coordinates to take */
export async function readMeshes(
  reading: VertexReading,
  plan: MeshPlan,
  uvMaps: readonly UvMaps[],
  onFraction: (fraction: number) => void,
): Promise<Mesh[]> {
  const all = plan.meshes.flatMap(({ primitives }) => primitives);
  const decompress = await openDracoPrimitives(reading, all);
  const shared = sharedPositions(all);
  const verticesOf = new Map<string, Vertices>();
  const remaps = new Map<number, Uint32Array>();
  let done = 0;

  const readPrimitive = (given: GltfPrimitive, pose: Posing | undefined): Primitive => {
    const ownMaps = given.material === undefined ? FIRST_SET : uvMaps[given.material]!;
    const position = given.attributes.POSITION!;
    const vertexCount = reading.json.accessors![position]!.count;
    const data = { ...reading, decoded: decompress(given) };
    const indices = readTriangles(data, given, vertexCount);
    const read = (): Vertices => {
      const vertices = readVertices(data, given, ownMaps);
      return pose === undefined ? vertices : pose.apply(data, given, vertices);
    };
    let primitive: Primitive;
    if (shared.has(position)) {
      const key = JSON.stringify([ownMaps, given.attributes, pose && [pose.mesh, given.targets]]);
      const vertices = verticesOf.get(key) ?? read();
      verticesOf.set(key, vertices);
      const remap = remaps.get(position) ?? new Uint32Array(vertexCount);
      remaps.set(position, remap);
      primitive = compacted(vertices, indices, remap);
    } else {
      primitive = { ...read(), indices };
    }
    if (given.material !== undefined) primitive.material = given.material;
    done += 1;
    onFraction(done / all.length);
    return primitive;
  };
  return plan.meshes.map(({ pose, primitives, ...mesh }, at) => {
    const posing = pose && { mesh: at, apply: openPoser(reading, pose) };
    return { ...mesh, primitives: primitives.map((primitive) => readPrimitive(primitive, posing)) };
  });
}

interface Posing {
  /** Tells the vertices of one pose from those of another. */
  mesh: number;
  apply: Poser;
}

const FIRST_SET: UvMaps = { first: { set: 0 } };

/** Position accessors of several primitives: each gets its own part of them, or the vertices would multiply. */
function sharedPositions(primitives: readonly GltfPrimitive[]): Set<number> {
  const once = new Set<number>();
  const shared = new Set<number>();
  for (const { attributes } of primitives) {
    const position = attributes.POSITION!;
    if (once.has(position)) shared.add(position);
    once.add(position);
  }
  return shared;
}

const isDrawn = (json: GltfJson, primitive: GltfPrimitive): boolean =>
  (primitive.mode ?? TRIANGLES) >= TRIANGLES &&
  primitive.attributes.POSITION !== undefined &&
  triangleBound(json, primitive) > 0;

function noteIgnored(primitives: readonly GltfPrimitive[], lost: LossTally): void {
  const flat = primitives.filter(({ mode = TRIANGLES }) => mode < TRIANGLES).length;
  lost.add('point and line primitives', flat, 'Only triangles are converted.');
  const targets = primitives.reduce((sum, primitive) => sum + (primitive.targets?.length ?? 0), 0);
  lost.add('morph targets', targets, 'The mesh is converted in its default shape.');
}

function requireAtMost(limit: number, count: number, what: string): void {
  if (count <= limit) return;
  throw new Problem('input_limit_exceeded', {
    detail: `The model has ${count} ${what}; this server converts at most ${limit}. Simplify the model.`,
  });
}

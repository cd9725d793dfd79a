/** What of a glTF document tells which parts it has. */
export interface GltfTree {
  scene?: number;
  scenes?: { nodes?: number[] }[];
  nodes?: { name?: string; mesh?: number; children?: number[] }[];
  meshes?: { name?: string; primitives: GltfPrimitive[] }[];
  materials?: GltfMaterial[];
  accessors?: { count: number }[];
}

interface GltfPrimitive {
  material?: number;
  indices?: number;
  attributes: Readonly<Record<string, number>>;
}

interface GltfMaterial {
  pbrMetallicRoughness?: { baseColorFactor?: number[]; baseColorTexture?: unknown };
}

export interface Part {
  /** Index of the glTF node. */
  node: number;
  /** Empty where neither node nor mesh has one. */
  name: string;
  /** Of its own faces: `#rrggbb`, without those that a texture paints. */
  colours: string[];
  /** Of itself and all that is in it. */
  triangles: number;
  children: Part[];
}

/** The parts of a model as a tree: nodes that show something, without unnamed nodes that only hold one other. */
export function partsOf(gltf: GltfTree): Part[] {
  const roots = gltf.scenes?.[gltf.scene ?? 0]?.nodes ?? [];
  return roots.flatMap((node) => partOf(gltf, node));
}

/** Rows of the tree from top to bottom, at most `limit`, and how many there are without a limit. */
export function partRows(parts: readonly Part[], limit: number): { rows: PartRow[]; total: number } {
  const rows: PartRow[] = [];
  let total = 0;
  const visit = (siblings: readonly Part[], depth: number) => {
    for (const part of siblings) {
      total += 1;
      if (rows.length < limit) rows.push({ part, depth });
      visit(part.children, depth + 1);
    }
  };
  visit(parts, 0);
  return { rows, total };
}

export interface PartRow {
  part: Part;
  depth: number;
}

/**
 * The parts of two models that stand for each other: those with the same names from the root down, and the same
 * place among equal ones.
 */
export function namesakesOf(models: readonly (readonly Part[])[]): Map<Part, Part[]> {
  const byPath = new Map<string, Part[]>();
  for (const parts of models) addPaths(parts, '', byPath);
  return new Map([...byPath.values()].flatMap((alike) => alike.map((part) => [part, alike] as const)));
}

function addPaths(parts: readonly Part[], path: string, byPath: Map<string, Part[]>): void {
  const seen = new Map<string, number>();
  for (const part of parts) {
    const place = seen.get(part.name) ?? 0;
    seen.set(part.name, place + 1);
    const own = `${path}\n${part.name}\t${place}`;
    byPath.set(own, [...(byPath.get(own) ?? []), part]);
    addPaths(part.children, own, byPath);
  }
}

function partOf(gltf: GltfTree, index: number): Part[] {
  const node = gltf.nodes?.[index];
  if (node === undefined) return [];
  const mesh = node.mesh === undefined ? undefined : gltf.meshes?.[node.mesh];
  const children = (node.children ?? []).flatMap((child) => partOf(gltf, child));
  const primitives = mesh?.primitives ?? [];
  const own = primitives.reduce((sum, primitive) => sum + triangleCount(gltf, primitive), 0);
  const triangles = children.reduce((sum, child) => sum + child.triangles, own);
  if (triangles === 0) return [];
  const name = node.name ?? mesh?.name ?? '';
  if (name === '' && own === 0 && children.length === 1) return children;
  return [{ node: index, name, colours: coloursOf(gltf, primitives), triangles, children }];
}

function triangleCount(gltf: GltfTree, { indices, attributes }: GltfPrimitive): number {
  const accessor = indices ?? attributes.POSITION;
  return Math.floor((gltf.accessors?.[accessor ?? -1]?.count ?? 0) / 3);
}

function coloursOf(gltf: GltfTree, primitives: readonly GltfPrimitive[]): string[] {
  const colours = new Set<string>();
  for (const { material, attributes } of primitives) {
    const surface = gltf.materials?.[material ?? -1]?.pbrMetallicRoughness;
    if (surface?.baseColorTexture !== undefined || attributes.COLOR_0 !== undefined) continue;
    colours.add(screenColour(surface?.baseColorFactor ?? [1, 1, 1]));
  }
  return [...colours];
}

/** glTF's colours are linear. */
function screenColour(linear: readonly number[]): string {
  const channels = linear.slice(0, 3).map((value) => {
    const encoded = value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055;
    return Math.round(Math.min(Math.max(encoded, 0), 1) * 255);
  });
  return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

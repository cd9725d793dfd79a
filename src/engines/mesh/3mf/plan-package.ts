import type { MeshModel, Primitive } from '../model.ts';
import { counted } from '../read-result.ts';
import { byteOfLinear, byteOfUnit, effectiveColours, saysColour, toEncoded } from '../tools/colour.ts';
import { findDistinct } from '../tools/distinct.ts';
import { TupleIndex } from '../tools/tuple-index.ts';

/** Where triangles of a primitive find how they look. */
export type Look =
  /** All alike. */
  | { group: number; index: number }
  /** By the index of each vertex. */
  | { group: number; indices: Uint32Array };

export type GroupContent =
  | { kind: 'base'; entries: { name: string; colour: string }[] }
  /** r, g, b, a in sRGB, packed into 32 bits. */
  | { kind: 'colours'; colours: Uint32Array }
  /** The uvs of the vertices in `firsts`. */
  | { kind: 'coordinates'; texture: number; uvs: Float32Array; firsts: Uint32Array };

export interface PlannedPackage {
  textures: { id: number; path: string; image: number }[];
  groups: ({ id: number } & GroupContent)[];
  /** For each mesh the look of each of its primitives; undefined where no triangle of the mesh has one. */
  looks: (Look[] | undefined)[];
  /** The first id that is free. */
  nextId: number;
  /** What of the looks 3MF has no place for. */
  warnings: string[];
}

/** Gives ids to what triangles refer to. Groups stand before all objects in the file, so they are found first. */
export function planPackage(model: MeshModel): PlannedPackage {
  let nextId = 1;
  const baseId = nextId++;
  const textures: PlannedPackage['textures'] = [];
  const textureOf = (image: number): number => {
    const known = textures.find((each) => each.image === image);
    if (known !== undefined) return known.id;
    const extension = model.images[image]!.mediaType === 'image/png' ? 'png' : 'jpg';
    textures.push({ id: nextId, path: `/3D/Textures/image${textures.length + 1}.${extension}`, image });
    return nextId++;
  };
  const entries = model.materials.map(({ name, baseColour }, index) => ({
    name: name ?? `material ${index + 1}`,
    colour: colourText(baseColour),
  }));
  const groups: PlannedPackage['groups'] = [];
  let usesBase = false;
  let plain: number | undefined;
  let hidden = 0;
  const tinted = new Set<number>();

  const base = (index: number): Look => {
    usesBase = true;
    return { group: baseId, index };
  };
  const own = (primitive: Primitive): Look | undefined => {
    const material = primitive.material === undefined ? undefined : model.materials[primitive.material]!;
    if (material?.baseColourImage !== undefined && primitive.uvs !== undefined) {
      if (primitive.colours !== undefined) hidden += 1;
      if (saysColour(material)) tinted.add(primitive.material!);
      const { ids, firsts } = findDistinct([{ array: primitive.uvs, width: 2 }], primitive.uvs.length / 2);
      const texture = textureOf(material.baseColourImage);
      groups.push({ id: nextId, kind: 'coordinates', texture, uvs: primitive.uvs, firsts });
      return { group: nextId++, indices: ids };
    }
    if (primitive.colours !== undefined) {
      const { ids, colours } = distinctColours(effectiveColours(primitive, model.materials));
      groups.push({ id: nextId, kind: 'colours', colours });
      return { group: nextId++, indices: ids };
    }
    return primitive.material === undefined ? undefined : base(primitive.material);
  };
  // An object with a property on some triangles must have one for the others (core specification, chapter 4).
  const withoutAny = (): Look => {
    plain ??= entries.push({ name: 'default', colour: '#FFFFFF' }) - 1;
    return base(plain);
  };
  const shown = new Set(model.nodes.map(({ mesh }) => mesh));
  const looks = model.meshes.map(({ primitives }, mesh) => {
    if (!shown.has(mesh)) return undefined;
    const found = primitives.map(own);
    if (found.every((look) => look === undefined)) return undefined;
    return found.map((look) => look ?? withoutAny());
  });
  if (usesBase) groups.unshift({ id: baseId, kind: 'base', entries });
  const warnings: string[] = [];
  if (hidden > 0) {
    warnings.push(`${counted(hidden, 'textured surface')} written without the colours of vertices.`);
  }
  if (tinted.size > 0) {
    warnings.push(
      `${counted(tinted.size, 'texture')} written without the colour that it is multiplied with.`,
    );
  }
  return { textures, groups, looks, nextId, warnings };
}

function distinctColours(values: Float32Array): { ids: Uint32Array; colours: Uint32Array } {
  const index = new TupleIndex(1, 64);
  const word = new Uint32Array(1);
  const ids = new Uint32Array(values.length / 4);
  for (let vertex = 0, at = 0; vertex < ids.length; vertex += 1, at += 4) {
    const red = byteOfLinear(values[at]!);
    const green = byteOfLinear(values[at + 1]!);
    const blue = byteOfLinear(values[at + 2]!);
    word[0] = ((red << 24) | (green << 16) | (blue << 8) | byteOfUnit(values[at + 3]!)) >>> 0;
    ids[vertex] = index.add(word);
  }
  return { ids, colours: index.tuples() };
}

function colourText([red, green, blue, alpha]: readonly [number, number, number, number]): string {
  const bytes = [red, green, blue].map((value) => byteOfUnit(toEncoded(Math.min(1, Math.max(0, value)))));
  return packedColourText(
    ((bytes[0]! << 24) | (bytes[1]! << 16) | (bytes[2]! << 8) | byteOfUnit(alpha)) >>> 0,
  );
}

/** `#RRGGBB`, with `AA` where it is not opaque. */
export function packedColourText(packed: number): string {
  const digits = packed.toString(16).toUpperCase().padStart(8, '0');
  return `#${digits.endsWith('FF') ? digits.slice(0, 6) : digits}`;
}

import { DEFAULT_LIMITS } from '../../../domain/engine-limits.ts';
import type { OutputLimit } from '../../output-limit.ts';
import { type FileWriter, writeThrough } from '../io/file-writer.ts';
import type { MeshModel, Primitive } from '../model.ts';
import type { OnFraction } from '../read-result.ts';
import { byteOfLinear, byteOfUnit, effectiveColours, saysColour } from '../tools/colour.ts';
import { placedParts } from '../tools/flatten.ts';
import { countFaces, eachFace } from '../tools/polygons.ts';
import { type ListedVertices, listVertices, type OffLayout } from './list-vertices.ts';

/** Few programs read more than positions and colours. */
export type OffAttributes = 'colours' | 'all';

const REPORT_EVERY = 1 << 15;
const BLANK = 32;
const NEWLINE = 10;

/**
 * Writes ASCII OFF (Geomview 1.9 manual) in the model's own unit and frame, all parts as one list of vertices and one
 * of faces. Colours are 8-bit sRGB: r, g, b, a at the vertices where one has a colour of its own, else r, g, b and, where
 * it is not opaque, a at the faces whose material has a colour. Normals and texture coordinates are there if all parts
 * have them and `attributes` says so; v runs upwards.
 */
export function writeOff(
  model: MeshModel,
  path: string,
  attributes: OffAttributes,
  onFraction?: OnFraction,
  limits: OutputLimit = DEFAULT_LIMITS,
): void {
  const layout = layoutOf(model, attributes);
  const parts = [...placedParts(model)].map(({ primitives }) => ({
    primitives,
    list: listVertices(primitives, layout, model.materials),
  }));
  const vertices = parts.reduce((sum, { list }) => sum + list.firsts.length, 0);
  const faces = parts.reduce(
    (sum, part) => sum + part.primitives.reduce((all, each) => all + countFaces(each), 0),
    0,
  );
  let done = 0;
  const count = (): void => {
    done += 1;
    if (done % REPORT_EVERY === 0) onFraction?.(done / (vertices + faces));
  };
  writeThrough(path, limits, (writer) => {
    const { uvs, colours, normals } = layout;
    writer.text(`${uvs ? 'ST' : ''}${colours ? 'C' : ''}${normals ? 'N' : ''}OFF\n`);
    writer.text(
      `# written by converto; ${model.unit}, ${model.upAxis.toUpperCase()}-up\n${vertices} ${faces} 0\n`,
    );
    for (const part of parts) writePoints(writer, part, model, layout, count);
    let first = 0;
    for (const part of parts) {
      writeFaces(writer, part, model, layout, first, count);
      first += part.list.firsts.length;
    }
  });
  onFraction?.(1);
}

function layoutOf(model: MeshModel, attributes: OffAttributes): OffLayout {
  const primitives = model.meshes.flatMap((mesh) => mesh.primitives);
  const all = attributes === 'all';
  return {
    normals: all && primitives.every(({ normals }) => normals !== undefined),
    uvs: all && primitives.every(({ uvs }) => uvs !== undefined),
    colours: primitives.some(({ colours }) => colours !== undefined),
  };
}

interface ListedPart {
  primitives: readonly Primitive[];
  list: ListedVertices;
}

function writePoints(
  writer: FileWriter,
  { primitives, list }: ListedPart,
  model: MeshModel,
  layout: OffLayout,
  count: () => void,
): void {
  const { firsts, starts } = list;
  let index = -1;
  let colours: Float32Array | undefined;
  for (const place of firsts) {
    while (index + 1 < starts.length && starts[index + 1]! <= place) {
      index += 1;
      colours = layout.colours ? effectiveColours(primitives[index]!, model.materials) : undefined;
    }
    const { positions, normals, uvs } = primitives[index]!;
    const vertex = place - starts[index]!;
    const isSingle = positions instanceof Float32Array;
    writer.number(positions[vertex * 3]!, isSingle);
    for (let axis = 1; axis < 3; axis += 1) writeWith(writer, positions[vertex * 3 + axis]!, isSingle);
    if (layout.normals) {
      for (let axis = 0; axis < 3; axis += 1) writeWith(writer, normals![vertex * 3 + axis]!, true);
    }
    for (let channel = 0; colours !== undefined && channel < 4; channel += 1) {
      const value = colours[vertex * 4 + channel]!;
      writer.byte(BLANK);
      writer.integer(channel === 3 ? byteOfUnit(value) : byteOfLinear(value));
    }
    if (layout.uvs) {
      writeWith(writer, uvs![vertex * 2]!, true);
      writeWith(writer, Math.fround(1 - uvs![vertex * 2 + 1]!), true);
    }
    writer.byte(NEWLINE);
    count();
  }
}

function writeWith(writer: FileWriter, value: number, isSingle: boolean): void {
  writer.byte(BLANK);
  writer.number(value, isSingle);
}

function writeFaces(
  writer: FileWriter,
  { primitives, list }: ListedPart,
  model: MeshModel,
  layout: OffLayout,
  first: number,
  count: () => void,
): void {
  const { ids, starts } = list;
  primitives.forEach((primitive, index) => {
    const colour = layout.colours ? '' : faceColour(primitive, model);
    const start = starts[index]!;
    eachFace(primitive, (corners, from, to) => {
      writer.integer(to - from);
      for (let at = from; at < to; at += 1) {
        writer.byte(BLANK);
        writer.integer(first + ids[start + corners[at]!]!);
      }
      writer.text(`${colour}\n`);
      count();
    });
  });
}

function faceColour({ material }: Primitive, { materials }: MeshModel): string {
  if (material === undefined || !saysColour(materials[material]!)) return '';
  const [red, green, blue, alpha] = materials[material]!.baseColour;
  const bytes = [red, green, blue].map(byteOfLinear);
  if (byteOfUnit(alpha) !== 255) bytes.push(byteOfUnit(alpha));
  return ` ${bytes.join(' ')}`;
}

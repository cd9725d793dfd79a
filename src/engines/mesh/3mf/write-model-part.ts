import type { LengthUnit } from '../../../domain/report.ts';
import { ChunkWriter } from '../io/chunk-writer.ts';
import { type Mesh, type MeshModel, triangleCount, vertexCount } from '../model.ts';
import type { OnFraction } from '../read-result.ts';
import { findDistinctPositions } from '../tools/distinct.ts';
import { concatenated } from '../tools/vertex-arrays.ts';
import { escapeXml } from '../xml/escape-xml.ts';
import { CORE, MATERIAL } from './namespaces.ts';
import type { PlannedObjects, PlannedReference } from './plan-objects.ts';
import { type Look, type PlannedPackage, packedColourText } from './plan-package.ts';
import { UNITS } from './read-model-part.ts';
import { tileStyle } from './tile-style.ts';

const TAKE_EVERY = 4096;

/** The XML of the model part, in chunks. */
export function* writeModelPart(
  model: MeshModel,
  { textures, groups, looks }: PlannedPackage,
  { objects, items }: PlannedObjects,
  title: string,
  onFraction?: OnFraction,
): Generator<Uint8Array> {
  const writer = new ChunkWriter();
  const done = progressOver(model, onFraction);
  writer.text('<?xml version="1.0" encoding="UTF-8"?>\n');
  writer.text(
    `<model unit="${unitName(model.unit)}" xml:lang="en-US" xmlns="${CORE}" xmlns:m="${MATERIAL}">\n`,
  );
  writer.text(`<metadata name="Title">${escapeXml(title)}</metadata>\n`);
  writer.text('<metadata name="Application">converto</metadata>\n<resources>\n');
  for (const group of groups) if (group.kind === 'base') yield* writeGroup(writer, group);
  for (const { id, path, image } of textures) {
    const { mediaType, wrap } = model.images[image]!;
    const styles = tileStyle('u', wrap?.u) + tileStyle('v', wrap?.v);
    writer.text(`<m:texture2d id="${id}" path="${path}" contenttype="${mediaType}"${styles}/>\n`);
  }
  for (const group of groups) if (group.kind !== 'base') yield* writeGroup(writer, group);
  for (const object of objects) {
    const name = object.name === undefined ? '' : ` name="${escapeXml(object.name)}"`;
    if ('mesh' in object) {
      const look = looks[object.mesh];
      const property = look === undefined ? '' : ` pid="${look[0]!.group}" pindex="${firstIndex(look[0]!)}"`;
      writer.text(`<object id="${object.id}" type="model"${name}${property}>\n<mesh>\n`);
      yield* writeMesh(writer, model.meshes[object.mesh]!, look, done);
      writer.text('</mesh>\n</object>\n');
      continue;
    }
    writer.text(`<object id="${object.id}" type="model"${name}>\n<components>\n`);
    for (const component of object.components) {
      writeReference(writer, 'component', component);
      yield* writer.take();
    }
    writer.text('</components>\n</object>\n');
  }
  writer.text('</resources>\n<build>\n');
  for (const item of items) {
    writeReference(writer, 'item', item);
    yield* writer.take();
  }
  writer.text('</build>\n</model>\n');
  yield* writer.finish();
}

function* writeGroup(writer: ChunkWriter, group: PlannedPackage['groups'][number]): Generator<Uint8Array> {
  switch (group.kind) {
    case 'base':
      writer.text(`<basematerials id="${group.id}">\n`);
      for (const { name, colour } of group.entries) {
        writer.text(`<base name="${escapeXml(name)}" displaycolor="${colour}"/>\n`);
        yield* writer.take();
      }
      writer.text('</basematerials>\n');
      return;
    case 'colours':
      writer.text(`<m:colorgroup id="${group.id}">\n`);
      for (const colour of group.colours) {
        writer.text(`<m:color color="${packedColourText(colour)}"/>\n`);
        yield* writer.take();
      }
      writer.text('</m:colorgroup>\n');
      return;
    case 'coordinates':
      writer.text(`<m:texture2dgroup id="${group.id}" texid="${group.texture}">\n`);
      for (const vertex of group.firsts) {
        writer.text('<m:tex2coord u="');
        writer.number(group.uvs[vertex * 2]!, true);
        writer.text('" v="');
        writer.number(1 - group.uvs[vertex * 2 + 1]!, false); // v runs upwards in 3MF
        writer.text('"/>\n');
        yield* writer.take();
      }
      writer.text('</m:texture2dgroup>\n');
  }
}

/** Points that several vertices have for their normals, colours and so on are written once: the surface stays closed. */
function* writeMesh(
  writer: ChunkWriter,
  { primitives }: Mesh,
  looks: readonly Look[] | undefined,
  done: () => void,
): Generator<Uint8Array> {
  const positions = concatenated(primitives.map((primitive) => primitive.positions));
  const isSingle = positions instanceof Float32Array;
  const { ids, firsts } = findDistinctPositions(positions);
  writer.ascii('<vertices>\n');
  for (const [count, vertex] of firsts.entries()) {
    writer.ascii('<vertex x="');
    writer.number(positions[vertex * 3]!, isSingle);
    writer.ascii('" y="');
    writer.number(positions[vertex * 3 + 1]!, isSingle);
    writer.ascii('" z="');
    writer.number(positions[vertex * 3 + 2]!, isSingle);
    writer.ascii('"/>\n');
    done();
    if (count % TAKE_EVERY === 0) yield* writer.take();
  }
  writer.ascii('</vertices>\n<triangles>\n');
  const isAllAlike = looks === undefined || looks.every((look) => isSameForAll(look, looks[0]!));
  let start = 0;
  for (const [place, { positions: own, indices }] of primitives.entries()) {
    const look = isAllAlike ? undefined : looks[place];
    for (let at = 0; at < indices.length; at += 3) {
      writer.ascii('<triangle v1="');
      writer.integer(ids[start + indices[at]!]!);
      writer.ascii('" v2="');
      writer.integer(ids[start + indices[at + 1]!]!);
      writer.ascii('" v3="');
      writer.integer(ids[start + indices[at + 2]!]!);
      if (look !== undefined) writeLook(writer, look, indices, at);
      writer.ascii('"/>\n');
      done();
      if (at % TAKE_EVERY === 0) yield* writer.take();
    }
    start += own.length / 3;
  }
  writer.ascii('</triangles>\n');
}

/** The attributes behind the third vertex, up to the last quote. */
function writeLook(writer: ChunkWriter, look: Look, indices: Uint32Array, at: number): void {
  writer.ascii('" pid="');
  writer.integer(look.group);
  writer.ascii('" p1="');
  if ('index' in look) {
    writer.integer(look.index);
    return;
  }
  const first = look.indices[indices[at]!]!;
  const second = look.indices[indices[at + 1]!]!;
  const third = look.indices[indices[at + 2]!]!;
  writer.integer(first);
  if (second === first && third === first) return;
  writer.ascii('" p2="');
  writer.integer(second);
  writer.ascii('" p3="');
  writer.integer(third);
}

const isSameForAll = (look: Look, other: Look): boolean =>
  'index' in look && 'index' in other && look.group === other.group && look.index === other.index;

const firstIndex = (look: Look): number => ('index' in look ? look.index : (look.indices[0] ?? 0));

function writeReference(writer: ChunkWriter, element: string, { objectId, matrix }: PlannedReference): void {
  writer.text(`<${element} objectid="${objectId}"`);
  if (matrix !== undefined) {
    writer.text(' transform="');
    for (let column = 0; column < 4; column += 1) {
      for (let row = 0; row < 3; row += 1) {
        if (column + row > 0) writer.byte(32);
        writer.number(matrix[column * 4 + row]!, false);
      }
    }
    writer.byte(34);
  }
  writer.text('/>\n');
}

/** Of vertices and triangles; several vertices may become one. */
function progressOver(model: MeshModel, onFraction: OnFraction | undefined): () => void {
  const all = model.meshes.flatMap(({ primitives }) =>
    primitives.map((primitive) => triangleCount(primitive) + vertexCount(primitive)),
  );
  const total = all.reduce((sum, count) => sum + count, 0);
  let done = 0;
  return () => {
    done += 1;
    if (done % (TAKE_EVERY * 8) === 0) onFraction?.(done / total);
  };
}

function unitName(unit: LengthUnit): string {
  const name = Object.keys(UNITS).find((each) => UNITS[each] === unit);
  if (name === undefined) throw new RangeError(`3MF cannot say ${unit}`);
  return name;
}

import { Problem } from '../../../domain/problem.ts';
import { type AssimpLimits, refuseManyTriangles } from './assimp-limits.ts';
import { DaeChains } from './dae-chains.ts';
import { DaeFaces } from './dae-faces.ts';
import { DaeGeometries } from './dae-geometries.ts';
import { DaeNodes } from './dae-nodes.ts';
import { editBytes, type Span } from './edit-bytes.ts';
import { giveIds, type NamedNode } from './node-ids.ts';
import { type Attribute, type OnScanned, scanXml, unescaped } from './scan-xml.ts';
import { separateInstances } from './separate-instances.ts';

/** What a COLLADA document says beside its meshes (COLLADA 1.4.1, chapter 5). */
export interface DaeFacts {
  /** 1 where the file names none: the specification's default. */
  metresPerUnit: number;
  upAxis: 'X_UP' | 'Y_UP' | 'Z_UP';
  /** By which assimp calls them: id → name. */
  nodeNames: ReadonlyMap<string, string>;
  geometryNames: ReadonlyMap<string, string>;
  cameras: number;
  lights: number;
  /** Of what becomes a primitive each, in geometries that are shown: how many corners the faces have. */
  faces: readonly Uint32Array[];
  /** The file as assimp reads it right. */
  bytes: Buffer;
}

const COUNTED = new Set(['float_array', 'int_array', 'Name_array', 'IDREF_array', 'accessor', 'vcount']);
const PRIMITIVES = new Set(['triangles', 'polylist', 'polygons', 'tristrips', 'trifans', 'lines']);
const DIGITS = tableOf('0123456789+-\t\n\r ');
const NUMBERS = tableOf('0123456789+-.eEaAfFiInN\t\n\r '); // NaN and INF, too
/** assimp fills its memory with what it makes of anything else in them. */
const LISTS: Readonly<Record<string, Uint8Array>> = {
  p: DIGITS,
  vcount: DIGITS,
  v: DIGITS,
  float_array: NUMBERS,
};
/** An id and its name are of some use only together; nobody names more. */
const MAX_NAMES = 1_000_000;

/** Throws `input_truncated`, `input_malformed`, `input_version_unsupported` or `input_limit_exceeded`. */
export function checkDae(bytes: Buffer, limits: AssimpLimits, onScanned?: OnScanned): DaeFacts {
  const facts = {
    metresPerUnit: 1,
    upAxis: 'Y_UP' as DaeFacts['upAxis'],
    nodeNames: new Map<string, string>(),
    geometryNames: new Map<string, string>(),
    cameras: 0,
    lights: 0,
    faces: [] as readonly Uint32Array[],
    bytes,
  };
  const nodes = new DaeNodes();
  const chains = new DaeChains();
  const faces = new DaeFaces();
  const geometries = new DaeGeometries();
  const withoutId: NamedNode[] = [];
  let triangles = 0;
  const open = (path: readonly string[], attribute: Attribute, tag: Span): void => {
    const element = path.at(-1)!;
    nodes.open(path, attribute, tag);
    geometries.open(path, attribute, tag);
    chains.open(path, attribute);
    faces.open(path, attribute);
    if (path.length === 1) checkRoot(element, attribute('version'));
    if (element === 'unit' && isOfAsset(path)) {
      const meter = attribute('meter');
      if (meter !== undefined) facts.metresPerUnit = Number(meter);
    }
    if (element === 'instance_camera') facts.cameras += 1;
    if (element === 'instance_light') facts.lights += 1;
    if (element === 'node' && !remember(facts.nodeNames, attribute) && withoutId.length < MAX_NAMES) {
      withoutId.push({ name: attribute('name')!, tag });
    }
    if (element === 'geometry') remember(facts.geometryNames, attribute);
    const isPrimitive = PRIMITIVES.has(element);
    if (!isPrimitive && !COUNTED.has(element)) return;
    const count = Number(attribute('count') ?? 0);
    if (!Number.isInteger(count) || count < 0 || count > bytes.length) throw lyingCount(element, count);
    if (isPrimitive && element !== 'lines') triangles += count;
    refuseManyTriangles(triangles, 'COLLADA', limits);
  };
  const close = (path: readonly string[], text: () => string, content: () => Buffer, end: number): void => {
    nodes.close(path);
    geometries.close(path, end);
    chains.close(path, text);
    const allowed = LISTS[path.at(-1)!];
    if (allowed !== undefined) requireNumbers(content(), allowed, path.at(-1)!);
    faces.close(path, content);
    if (path.at(-1) !== 'up_axis' || !isOfAsset(path)) return;
    const axis = unescaped(text()).trim();
    if (axis === 'X_UP' || axis === 'Y_UP' || axis === 'Z_UP') facts.upAxis = axis;
  };
  scanXml(bytes, 'COLLADA', { open, close }, limits.maxXmlDepth, onScanned);
  chains.check();
  facts.faces = faces.partsOf(new Set([...nodes.listShown()].map((id) => chains.geometryOf(id))));
  const separated = separateInstances(bytes, nodes.lists, geometries.elements, limits.room.fileBytes);
  for (const [copy, original] of separated.copies) {
    facts.geometryNames.set(copy, facts.geometryNames.get(original) ?? original);
  }
  const ids = giveIds(bytes, withoutId);
  for (const [id, name] of ids.names) facts.nodeNames.set(id, name);
  facts.bytes = editBytes(bytes, [...separated.edits, ...ids.edits]);
  return facts;
}

function checkRoot(element: string, version: string | undefined): void {
  if (element !== 'COLLADA') {
    throw new Problem('input_malformed', {
      detail: `The file begins with <${element.slice(0, 40)}>, so it is no COLLADA file. Check that the right file was sent.`,
    });
  }
  if (version !== undefined && /^1\.[45]/.test(version)) return;
  throw new Problem('input_version_unsupported', {
    detail: `The file is COLLADA ${(version ?? 'of no version').slice(0, 20)}; versions 1.4 and 1.5 are read. Export it as one of them.`,
  });
}

/** Of the document, not of one of its libraries. */
const isOfAsset = (path: readonly string[]): boolean => path.length === 3 && path[1] === 'asset';

/** False where there is a name without an id. */
function remember(names: Map<string, string>, attribute: Attribute): boolean {
  const id = attribute('id');
  const name = attribute('name');
  if (!name) return true;
  if (id && names.size < MAX_NAMES) names.set(id, name);
  return !!id;
}

function tableOf(characters: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const character of characters) table[character.charCodeAt(0)] = 1;
  return table;
}

function requireNumbers(content: Buffer, allowed: Uint8Array, element: string): void {
  for (const byte of content) {
    if (allowed[byte]) continue;
    throw new Problem('input_malformed', {
      detail: `A <${element}> of the COLLADA file holds what is no number. Export it again.`,
    });
  }
}

const lyingCount = (element: string, count: number): Problem =>
  new Problem('input_malformed', {
    detail: `A <${element}> of the COLLADA file claims ${count} items, more than the file can hold. Export it again.`,
  });

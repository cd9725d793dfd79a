import { Problem } from '../../../../domain/problem.ts';
import { Float64List } from '../../tools/growable.ts';

/** A node of X3D or VRML as its file has it, whatever the syntax. One that is used twice (USE) is the same object. */
export interface SceneNode {
  type: string;
  /** Its DEF. */
  name?: string;
  fields: Map<string, FieldValue>;
  /** What `type` is declared to be in the file, until it is expanded. */
  proto?: Proto;
}

export type FieldValue =
  | { kind: 'numbers'; numbers: Float64Array }
  | { kind: 'strings'; strings: string[] }
  | { kind: 'flag'; flag: boolean }
  | { kind: 'nodes'; nodes: SceneNode[] }
  /** An attribute of XML: what it is, only the field knows. Numbers that stand before the text were read already. */
  | { kind: 'text'; text: string; numbers?: Float64Array }
  /** In a prototype: the value of a field of the prototype. */
  | { kind: 'is'; field: string };

export interface Proto {
  defaults: Map<string, FieldValue>;
  /** The first is what an instance shows. */
  body: SceneNode[];
}

export interface Scene {
  roots: SceneNode[];
  /** Events that go from node to node. */
  routes: number;
  /** Prototypes that other files declare. */
  externProtos: number;
  /** References to nodes that the file does not name. */
  missing: number;
  /** Of one unit of length, where the file says so (X3D 3.3). */
  metresPerUnit?: number;
}

export const emptyScene = (): Scene => ({ roots: [], routes: 0, externProtos: 0, missing: 0 });

const NO_NUMBERS = new Float64Array(0);

/** Throws `input_malformed` where an attribute of XML holds something else. */
export function numbersOf(node: SceneNode, field: string): Float64Array {
  const value = node.fields.get(field);
  if (value?.kind === 'numbers') return value.numbers;
  if (value?.kind !== 'text') return NO_NUMBERS;
  const numbers = value.numbers ?? NO_NUMBERS;
  if (numbers.some(Number.isNaN)) throw notNumbers(node, field);
  const others = parseNumbers(value.text, node, field);
  if (numbers.length === 0) return others;
  if (others.length === 0) return numbers;
  const all = new Float64Array(numbers.length + others.length);
  all.set(numbers);
  all.set(others, numbers.length);
  return all;
}

/** As many numbers as the default has; the default where the file has fewer. */
export function vectorOf(node: SceneNode, field: string, fallback: readonly number[]): readonly number[] {
  const numbers = numbersOf(node, field);
  return numbers.length < fallback.length ? fallback : [...numbers.subarray(0, fallback.length)];
}

export const numberOf = (node: SceneNode, field: string, fallback: number): number =>
  vectorOf(node, field, [fallback])[0]!;

export function flagOf(node: SceneNode, field: string, fallback: boolean): boolean {
  const value = node.fields.get(field);
  if (value?.kind === 'flag') return value.flag;
  return value?.kind === 'text' ? /^\s*true\s*$/i.test(value.text) : fallback;
}

/** `"a" "b"`, and in XML also one string without quotes. */
export function stringsOf(node: SceneNode, field: string): string[] {
  const value = node.fields.get(field);
  if (value?.kind === 'strings') return value.strings;
  if (value?.kind !== 'text') return [];
  const quoted = [...value.text.matchAll(/"([^"\\]*(?:\\.[^"\\]*)*)"/gs)].map(([, text]) =>
    text!.replace(/\\(.)/gs, '$1'),
  );
  if (quoted.length > 0) return quoted;
  const bare = value.text.trim();
  return bare === '' ? [] : [bare];
}

/** The nodes of several fields: what is one field in a version of the format has another name in the next. */
export const nodesOf = (node: SceneNode, ...fields: string[]): SceneNode[] =>
  fields.flatMap((field) => {
    const value = node.fields.get(field);
    return value?.kind === 'nodes' ? value.nodes : [];
  });

export const nodeOf = (node: SceneNode, ...fields: string[]): SceneNode | undefined =>
  nodesOf(node, ...fields)[0];

/** As it may be shown in a sentence. */
export const shownType = (type: string): string => type.replace(/[^\w.-]/g, '?').slice(0, 40);

function parseNumbers(text: string, node: SceneNode, field: string): Float64Array {
  const list = new Float64List(Math.min(1024, text.length));
  const length = text.length;
  for (let at = 0; ; ) {
    while (at < length && isBlank(text.charCodeAt(at))) at += 1;
    if (at >= length) break;
    const start = at;
    while (at < length && !isBlank(text.charCodeAt(at))) at += 1;
    const word = text.slice(start, at);
    const value = Number(word);
    if (Number.isNaN(value)) throw notNumbers(node, field);
    list.push(value);
  }
  return list.view().slice();
}

const notNumbers = (node: SceneNode, field: string): Problem =>
  new Problem('input_malformed', {
    detail:
      `The field ${shownType(field)} of a node ${shownType(node.type)} holds something else where a number is ` +
      'expected. Export the file again.',
  });

/** A comma is one too. */
const isBlank = (code: number): boolean => code <= 32 || code === 44;

/** Those that are in the fields of these, directly or not, each once. */
export function everyNode(roots: readonly SceneNode[]): Set<SceneNode> {
  const seen = new Set<SceneNode>(roots);
  // A set takes what is added to it while it is walked.
  for (const node of seen) {
    for (const value of node.fields.values()) {
      if (value.kind === 'nodes') for (const child of value.nodes) seen.add(child);
    }
  }
  return seen;
}

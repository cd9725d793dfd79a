import { Problem } from '../../../domain/problem.ts';
import { readThrough } from '../io/byte-window.ts';
import type { OnFraction } from '../read-result.ts';

/** One simple instance `#12=NAME(arguments);`. Complex ones have the name ''. */
export interface Instance {
  id: number;
  name: string;
  /** The text between the outer brackets. */
  text: string;
}

const SEMICOLON = 0x3b;
const APOSTROPHE = 0x27;
const INSTANCE = /^\s*#(\d+)\s*=\s*([A-Z0-9_]*)\s*\(([\s\S]*)\)\s*$/;

/**
 * Hands over the instances of an ISO 10303-21 file as our own writer writes it: no comments, and every line before and
 * behind the data section is one statement. Only one instance is in memory. Throws `output_invalid` for anything else.
 */
export function readInstances(
  path: string,
  onInstance: (instance: Instance) => void,
  onFraction?: OnFraction,
): void {
  let section: 'before' | 'data' | 'after' = 'before';
  let complete = false;
  eachStatement(path, onFraction, (statement) => {
    const instance = section === 'data' ? INSTANCE.exec(statement) : null;
    if (instance) onInstance({ id: Number(instance[1]), name: instance[2]!, text: instance[3]! });
    else if (section === 'before') section = statement.trim() === 'DATA' ? 'data' : 'before';
    else if (section === 'data' && statement.trim() === 'ENDSEC') section = 'after';
    else if (section === 'after' && statement.trim() === 'END-ISO-10303-21') complete = true;
    else throw invalid(`unexpected statement ${statement.slice(0, 80)}`);
  });
  if (!complete) throw invalid('the file ends too early');
}

function eachStatement(
  path: string,
  onFraction: OnFraction | undefined,
  onStatement: (statement: string) => void,
): void {
  readThrough(path, onFraction, (window) => {
    let scanned = window.at;
    let quoted = false;
    const refill = (): boolean => {
      const offset = scanned - window.at; // filling moves the unread bytes
      const more = window.fill();
      scanned = window.at + offset;
      return more;
    };
    while (scanned < window.end || refill()) {
      const byte = window.bytes[scanned++]!;
      if (byte === APOSTROPHE) quoted = !quoted;
      if (byte !== SEMICOLON || quoted) continue;
      onStatement(window.bytes.toString('latin1', window.at, scanned - 1));
      window.at = scanned;
    }
  });
}

/** The numbers of the instances that a text refers to. */
export function references(text: string): number[] {
  return [...text.matchAll(/#(\d+)/g)].map(([, id]) => Number(id));
}

/** The reals of a text without references and strings. */
export function reals(text: string): number[] {
  return [...text.matchAll(/-?\d+\.\d*(?:E[+-]?\d+)?/g)].map(([real]) => Number(real));
}

/** The quoted strings of a text, still encoded. */
export function strings(text: string): string[] {
  return [...text.matchAll(/'(?:[^']|'')*'/g)].map(([quoted]) => quoted);
}

export const invalid = (reason: string): Problem =>
  new Problem('output_invalid', { cause: new Error(`faceted STEP: ${reason}`) });

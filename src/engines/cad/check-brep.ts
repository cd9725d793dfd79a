import { Problem } from '../../domain/problem.ts';
import type { CadFacts } from './cad-facts.ts';

const HEADER_LIMIT_BYTES = 4096;
const TYPES = new Set(['Ve', 'Ed', 'Wi', 'Fa', 'Sh', 'So', 'CS', 'Co']);

/**
 * Looks at the frame of OpenCASCADE's text format (BRepTools_ShapeSet, versions 1–3): the header, and the list of
 * shapes with its references, which ends with the root. Throws `input_truncated`, `input_malformed`,
 * `input_version_unsupported` or `input_no_geometry`.
 */
export function checkBrep(bytes: Buffer, onChecked: (share: number) => void): CadFacts {
  checkHeader(bytes);
  const start = bytes.lastIndexOf('\nTShapes ');
  if (start < 0) throw truncated('its list of shapes is missing');
  const { solids, faces, openFaces } = readShapes(bytes, start + 1, onChecked);
  if (faces === 0) throw new Problem('input_no_geometry');
  return {
    unit: 'mm',
    unitKnown: false,
    warnings: ['BREP files have no unit; millimetres were assumed.'],
    solids,
    ...(solids > 0 && openFaces > 0 ? {} : { allSolid: solids > 0 }),
    annotations: 0,
  };
}

function checkHeader(bytes: Buffer): void {
  const head = bytes.toString('latin1', 0, HEADER_LIMIT_BYTES);
  if (head.trim() === '') throw truncated('it is empty');
  if (/^\s*Open CASCADE Topology V/.test(head) || head.startsWith('BINFILE')) {
    throw new Problem('input_version_unsupported', {
      detail: 'The BREP file is in the binary form, which is not read. Export it in the text form.',
    });
  }
  const version = /^CASCADE Topology V(\d+)/m.exec(head)?.[1];
  if (version === undefined) {
    if (/^\s*DBRep_DrawableShape\s*$/.test(head)) throw truncated('there is only its header');
    if ('DBRep_DrawableShape'.startsWith(head.trim())) throw truncated('there is only a part of its header');
    throw new Problem('input_malformed', {
      detail: 'The file does not begin as a BREP file does. Check that the right file was sent.',
    });
  }
  if (Number(version) < 1 || Number(version) > 3) {
    throw new Problem('input_version_unsupported', {
      detail: `The BREP file has version ${version}; versions 1 to 3 are read. Export it in one of them.`,
    });
  }
}

interface ShapeCounts {
  solids: number;
  /** With those of solids. */
  faces: number;
  openFaces: number;
}

/**
 * Shapes stand before those that are made of them, and are numbered downwards: the last is 1. A record is its type,
 * its geometry, an empty line, seven flags, and references such as `+18 0` up to a `*`.
 */
function readShapes(bytes: Buffer, start: number, onChecked: (share: number) => void): ShapeCounts {
  const lines = linesFrom(bytes, start);
  const stated = Number(lines.next().value?.slice('TShapes '.length));
  if (!Number.isInteger(stated) || stated < 1) throw truncated('its list of shapes is empty');
  const counts: ShapeCounts[] = [];
  const countsOf = (reference: string): ShapeCounts => {
    const index = stated - Math.abs(Number(reference));
    const known = counts[index];
    if (known === undefined) throw malformed(`refers to shape ${reference}, which it does not define`);
    return known;
  };
  while (counts.length < stated) {
    const type = lines.next().value?.trim();
    if (type === undefined) throw truncated(`it holds ${counts.length} of ${stated} shapes`);
    if (type === '') continue;
    if (!TYPES.has(type)) throw malformed(`has "${type.slice(0, 20)}" where a shape begins`);
    counts.push(addUp(type, readReferences(lines).map(countsOf)));
    if ((counts.length & 0xfff) === 0) onChecked(counts.length / stated);
  }
  const root = /^\s*([+-]\d+)\s+\d+/.exec(lines.next().value?.trim() || (lines.next().value ?? ''))?.[1];
  if (root === undefined) throw truncated('the line that names its root shape is missing');
  return countsOf(root);
}

function readReferences(lines: Iterator<string>): string[] {
  let text = '';
  let inReferences = false;
  let wasEmpty = false;
  for (let next = lines.next(); next.done !== true; next = lines.next()) {
    const line = next.value.trim();
    if (inReferences) {
      text += ` ${line}`;
      if (line.endsWith('*')) return [...text.matchAll(/([+-]\d+) \d+/g)].map((match) => match[1]!);
    } else if (wasEmpty && /^[01]{7}$/.test(line)) {
      inReferences = true;
    }
    wasEmpty = line === '';
  }
  throw truncated('it ends in the middle of a shape');
}

function addUp(type: string, parts: readonly ShapeCounts[]): ShapeCounts {
  const sum = { solids: 0, faces: type === 'Fa' ? 1 : 0, openFaces: type === 'Fa' ? 1 : 0 };
  for (const part of parts) {
    sum.solids += part.solids;
    sum.faces += part.faces;
    sum.openFaces += part.openFaces;
  }
  return type === 'So' ? { solids: 1, faces: sum.faces, openFaces: 0 } : sum;
}

function* linesFrom(bytes: Buffer, start: number): Generator<string, undefined> {
  for (let at = start; at < bytes.length; ) {
    const feed = bytes.indexOf(0x0a, at);
    const end = feed < 0 ? bytes.length : feed;
    yield bytes.toString('latin1', at, end);
    at = end + 1;
  }
}

const truncated = (what: string) =>
  new Problem('input_truncated', { detail: `The BREP file is cut off: ${what}. Export or upload it again.` });

const malformed = (what: string) =>
  new Problem('input_malformed', { detail: `The BREP file ${what}. Export it again.` });

import { Problem } from '../../domain/problem.ts';
import { BrepWords, cutOff } from './brep-words.ts';
import type { CadFacts } from './cad-facts.ts';
import { checkBrepGeometry } from './check-brep-geometry.ts';
import { checkBrepShapes } from './check-brep-shapes.ts';

const HEADER_LIMIT_BYTES = 4096;

/**
 * Reads every word of OpenCASCADE's text format (BRepTools_ShapeSet, versions 1–3) before OpenCASCADE does: that one
 * runs for ever or breaks down where a word is missing. Throws `input_truncated`, `input_malformed`,
 * `input_version_unsupported` or `input_no_geometry`.
 */
export function checkBrep(bytes: Buffer, onChecked: (share: number) => void): CadFacts {
  const { version, end } = checkHeader(bytes);
  const words = new BrepWords(bytes, end, onChecked);
  const { solids, faces, openFaces } = checkBrepShapes(words, checkBrepGeometry(words, version), version);
  if (faces === 0) throw new Problem('input_no_geometry');
  return {
    unit: 'mm',
    unitKnown: false,
    warnings: [],
    solids,
    ...(solids > 0 && openFaces > 0 ? {} : { allSolid: solids > 0 }),
    annotations: 0,
  };
}

/** @returns the version, and where its line ends */
function checkHeader(bytes: Buffer): { version: number; end: number } {
  const head = bytes.toString('latin1', 0, HEADER_LIMIT_BYTES);
  if (head.trim() === '') throw cutOff('it is empty');
  if (/^\s*Open CASCADE Topology V/.test(head) || head.startsWith('BINFILE')) {
    throw new Problem('input_version_unsupported', {
      detail: 'The BREP file is in the binary form, which is not read. Export it in the text form.',
    });
  }
  const found = /^CASCADE Topology V(\d+).*/m.exec(head);
  if (found === null) {
    if (/^\s*DBRep_DrawableShape\s*$/.test(head)) throw cutOff('there is only its header');
    if ('DBRep_DrawableShape'.startsWith(head.trim())) throw cutOff('there is only a part of its header');
    throw new Problem('input_malformed', {
      detail: 'The file does not begin as a BREP file does. Check that the right file was sent.',
    });
  }
  const version = Number(found[1]);
  if (version < 1 || version > 3) {
    throw new Problem('input_version_unsupported', {
      detail: `The BREP file has version ${version}; versions 1 to 3 are read. Export it in one of them.`,
    });
  }
  return { version, end: found.index + found[0].length };
}

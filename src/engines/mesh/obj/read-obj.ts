import { Problem } from '../../../domain/problem.ts';
import type { EngineLimits } from '../../engine-module.ts';
import { type ByteWindow, readThrough } from '../io/byte-window.ts';
import { TextScanner } from '../io/text-scanner.ts';
import { tooManyVertices } from '../limits.ts';
import type { Siblings } from '../mesh-source.ts';
import { assumedFrame, counted, type MeshOptions, type MeshRead, type OnFraction } from '../read-result.ts';
import { expectedGrowth } from '../tools/expected-growth.ts';
import type { Growth } from '../tools/growable.ts';
import { untold, within } from '../tools/shares.ts';
import { hasNumber } from './has-number.ts';
import { dressMaterials } from './mtl-materials.ts';
import { ObjFaces } from './obj-faces.ts';
import { ObjParts } from './obj-parts.ts';
import { ObjVertices } from './obj-vertices.ts';
import { OtherStatements } from './other-statements.ts';
import { PlainLines } from './plain-lines.ts';

/** A file names one or two. */
const MOST_LIBRARIES = 100;
/** Of the time; materials and their images take the rest. */
const STATEMENTS_READ = 0.95;

/**
 * Reads the polygons of a Wavefront OBJ file (Advanced Visualizer Manual, appendix B1). Every name of `o` and `g`
 * becomes a part, every name of `usemtl` a material: what it is like stands in other files, which come through
 * `siblings` or not at all. Colours of vertices, a
 * common extension, are `v x y z r g b`.
 *
 * Throws `input_malformed` with the line, `input_no_geometry` or `input_limit_exceeded`.
 */
export async function readObj(
  path: string,
  options: MeshOptions,
  limits: EngineLimits,
  onFraction: OnFraction = untold,
  siblings?: Siblings,
): Promise<MeshRead> {
  const { libraries, ...read } = await readThrough(path, within(onFraction, 0, STATEMENTS_READ), (window) => {
    const { vertices, parts, faces, others, libraries } = readStatements(window, limits);
    if (faces.triangles === 0) throw others.stray ?? new Problem('input_no_geometry');
    if (parts.vertexCount > limits.maxVertices) throw tooManyVertices(parts.vertexCount, limits);
    const warnings: string[] = [];
    if (faces.incomplete > 0) {
      warnings.push(`${counted(faces.incomplete, 'face')} of fewer than three corners left out.`);
    }
    if (others.strays > 0) {
      warnings.push(`${counted(others.strays, 'line')} with words that are not part of OBJ left out.`);
    }
    const model = { ...assumedFrame(options), ...parts.finish(vertices) };
    return { model, warnings, lost: others.losses(), libraries };
  });
  const onMaterials = within(onFraction, STATEMENTS_READ, 1);
  const lost = await dressMaterials(read.model, libraries, siblings, onMaterials);
  onFraction(1);
  return { ...read, lost: [...read.lost, ...lost] };
}

function readStatements(window: ByteWindow, limits: EngineLimits) {
  const scanner = new TextScanner(window);
  const growth = (): Growth => expectedGrowth(() => window.remainingBytes);
  const vertices = new ObjVertices(growth);
  const parts = new ObjParts(limits, growth);
  const faces = new ObjFaces(vertices, parts, limits);
  const others = new OtherStatements();
  const libraries = new Set<string>();
  const plain = new PlainLines(window, vertices, faces, limits);
  const nextStatement = (): boolean => {
    scanner.lineNumber += plain.read();
    return scanner.nextLine(true);
  };
  while (nextStatement()) {
    if (scanner.lineNumber === 1) skipByteOrderMark(scanner);
    if (!hasNumber(scanner)) continue;
    const keyword = scanner.word();
    switch (keyword) {
      case 'v':
        vertices.addPosition(scanner);
        if (vertices.count > limits.maxVertices) throw tooManyVertices(undefined, limits);
        break;
      case 'vt':
        vertices.addUv(scanner);
        break;
      case 'vn':
        vertices.addNormal(scanner);
        break;
      case 'f':
      case 'fo': // of version 2.11
        faces.addFace(scanner);
        break;
      case 'g':
        parts.beginGroup(scanner.rest());
        break;
      case 'o':
        parts.beginObject(scanner.rest());
        break;
      case 'mtllib':
        if (libraries.size < MOST_LIBRARIES) libraries.add(scanner.rest());
        break;
      case 'usemtl':
        parts.useMaterial(scanner.rest());
        break;
      default:
        others.add(keyword, scanner);
    }
  }
  return { vertices, parts, faces, others, libraries: [...libraries] };
}

function skipByteOrderMark(scanner: TextScanner): void {
  if (scanner.take(0xef) && scanner.take(0xbb)) scanner.take(0xbf);
}

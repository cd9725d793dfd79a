import { readFile, stat } from 'node:fs/promises';
import type { FlatMesh, IfcAPI } from 'web-ifc';
import { Problem } from '../../../domain/problem.ts';
import { LossTally } from '../gltf/loss-tally.ts';
import type { MeshReader, MeshSource } from '../mesh-source.ts';
import { counted, type MeshRead, type OnFraction } from '../read-result.ts';
import { inSteps, untold, within } from '../tools/shares.ts';
import { checkIfc } from './check-ifc.ts';
import { type IfcLines, ifcLines, referenceOf, referencesOf, textOf } from './ifc-lines.ts';
import { collectProducts } from './ifc-products.ts';
import { ifcTree } from './ifc-tree.ts';
import { ifcUnit } from './ifc-unit.ts';
import { type WebIfc, withIfcModel } from './load-web-ifc.ts';

/** web-ifc keeps the text and what it makes of it in less than 4 GiB. */
const MAX_BYTES = 512 << 20;
/** Where these end, of all the reading; meshing is most of it. */
const CHECKED = 0.1;
const PARSED = 0.2;

/**
 * IFC2x3 and IFC4 (ISO 16739) through web-ifc: every product with its place, colour and name in the spatial tree, in
 * the unit of the file. Openings are cut; rooms are left out unless the option `include_spaces` is set.
 * Throws a Problem whose code begins with `input_`.
 */
export const readIfc: MeshReader = async (source) => {
  const { size } = await stat(source.path);
  if (size > MAX_BYTES) {
    throw new Problem('input_limit_exceeded', {
      detail: `IFC files are converted up to ${MAX_BYTES >> 20} MiB; this one has ${size >> 20} MiB. Split the model.`,
    });
  }
  const bytes = await readFile(source.path);
  const { onFraction = untold } = source;
  const warnings = checkIfc(bytes, within(onFraction, 0, CHECKED));
  return withIfcModel(bytes, within(onFraction, CHECKED, PARSED), (ifc, model) =>
    readModel(ifc, model, source, within(onFraction, PARSED, 1), warnings),
  );
};

function readModel(
  ifc: WebIfc,
  model: number,
  source: MeshSource,
  onFraction: OnFraction,
  warnings: string[],
): MeshRead {
  const { api, types } = ifc;
  const lines = ifcLines(ifc, model);
  const { unit, warning } = ifcUnit(ifc, lines);
  if (warning !== undefined) warnings.push(warning);
  const { collected, onMesh } = collectProducts(ifc, model, unit, source.limits);
  const withSpaces = source.options.include_spaces === true;
  const nextStep = inSteps(withSpaces ? 2 : 1, onFraction);
  api.StreamAllMeshes(model, countingElements(onMesh, countElements(ifc, model, lines), nextStep()));
  if (withSpaces) {
    const rooms = [...lines.ofType(types.IFCSPACE)].length;
    api.StreamAllMeshesWithTypes(model, [types.IFCSPACE], countingElements(onMesh, rooms, nextStep()));
  }
  if (collected.products.length === 0) throw new Problem('input_no_geometry');
  return {
    model: {
      unit,
      upAxis: 'z',
      unitKnown: true,
      nodes: ifcTree(ifc, lines, collected.products),
      meshes: collected.meshes,
      materials: collected.materials,
      images: [],
    },
    warnings,
    lost: leftOut(ifc, model, lines, new Set(collected.products.map(({ id }) => id))),
  };
}

/** web-ifc counts the elements of each type anew, those without a shape among them, which it does not hand over. */
function countingElements(onMesh: (mesh: FlatMesh) => void, expected: number, onFraction: OnFraction) {
  let passed = 0;
  let last = { index: -1, total: 0 };
  return (mesh: FlatMesh, index: number, total: number): void => {
    onMesh(mesh);
    if (index <= last.index) passed += last.total;
    last = { index, total };
    onFraction(Math.min(1, (passed + index + 1) / expected));
  };
}

function countElements({ api }: WebIfc, model: number, lines: IfcLines): number {
  let count = 0;
  for (const type of builtTypes(api, model)) count += [...lines.ofType(type)].length;
  return count;
}

/** Of the elements in the file that are made into meshes. */
function* builtTypes(api: IfcAPI, model: number): Generator<number> {
  for (const { typeID } of api.GetAllTypesOfModel(model)) {
    if (api.IsIfcElement(typeID) && !NOT_BUILT.has(api.GetNameFromTypeCode(typeID))) yield typeID;
  }
}

function leftOut(ifc: WebIfc, model: number, lines: IfcLines, shown: ReadonlySet<number>) {
  const { api, types } = ifc;
  const lost = new LossTally();
  const isLeftOut = (id: number): boolean => !shown.has(id) && hasBody(lines, id);
  const count = (type: number): number => [...lines.ofType(type)].filter(isLeftOut).length;
  lost.add('spaces', count(types.IFCSPACE), 'Rooms are not built; the option include_spaces keeps them.');
  const openings = count(types.IFCOPENINGELEMENT) + count(types.IFCOPENINGSTANDARDCASE);
  lost.add('openings', openings, 'They are cut out of the elements that they lie in.');
  let failed = 0;
  for (const type of builtTypes(api, model)) failed += count(type);
  lost.add(
    'elements',
    failed,
    `web-ifc made no triangles of ${counted(failed, 'element')} that ${failed === 1 ? 'has' : 'have'} a shape.`,
  );
  return lost.list();
}

const NOT_BUILT: ReadonlySet<string> = new Set(['IfcSpace', 'IfcOpeningElement', 'IfcOpeningStandardCase']);

const BODIES: ReadonlySet<string | undefined> = new Set(['Body', 'Facetation', 'Tessellation']);
/** Of IfcProduct. */
const REPRESENTATION = 6;

/** Has a representation of its shape, and not only an axis or a footprint. */
function hasBody(lines: IfcLines, product: number): boolean {
  const shape = referenceOf(lines.argumentsOf(product)[REPRESENTATION]);
  if (shape === undefined) return false;
  const representations = referencesOf(lines.argumentsOf(shape)[2]);
  return representations.some((id) => BODIES.has(textOf(lines.argumentsOf(id)[1])));
}

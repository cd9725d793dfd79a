import {
  type LengthUnit,
  METRES_PER_UNIT,
  type Measures,
  mapBounds,
  type UpAxis,
} from '../../domain/report.ts';
import { counting, untold } from '../mesh/tools/shares.ts';
import { shapeBounds } from './cad-bounds.ts';
import { countOf, explore } from './explore-shape.ts';
import type { Bound, OpenCascade } from './opencascade-types.ts';
import type { CadFormat } from './read-cad.ts';
import {
  colourTool,
  labelsOf,
  layerTool,
  nameOf,
  productLabels,
  rootLabels,
  usedProduct,
  usesOf,
  wholeShape,
} from './xcaf-labels.ts';

/** Lengths in millimetres, whatever the unit of the file. */
export interface CadMeasures {
  parts: number;
  solids: number;
  faces: number;
  /** Faces that belong to no solid. */
  looseFaces: number;
  /** Edges that belong to no face. */
  freeEdges: number;
  /** Points that belong to no edge. */
  freeVertices: number;
  area: number;
  /** Of the solids. */
  volume: number;
  bounds: NonNullable<Measures['bounds']>;
  colours: number;
  layers: number;
  /** Products that consist of other products. */
  assemblies: number;
  /** Of the products, without those that have none. */
  names: ReadonlySet<string>;
}

const NOTHING = {
  parts: 0,
  solids: 0,
  faces: 0,
  looseFaces: 0,
  freeEdges: 0,
  freeVertices: 0,
  area: 0,
  volume: 0,
} satisfies Partial<CadMeasures>;

type Sums = typeof NOTHING;

type OnFaces = (count?: number) => void;

/** Of each face of a part: area and volume. */
const MEASURES = 2;

/**
 * @param onMeasured hears which share is done, 0–1
 * @returns undefined where there is not one face
 */
export function measureCad(
  oc: OpenCascade,
  document: Bound,
  onMeasured: (share: number) => void = untold,
): CadMeasures | undefined {
  const products = productLabels(oc, document);
  const onFaces = counting(countSteps(oc, document, products), onMeasured);
  const known = new Map<number, Sums>();
  /** A product is measured once and counted for each of its uses; its tag tells it from the other products. */
  const sumsOf = (label: Bound): Sums => {
    const measured = known.get(label.Tag());
    if (measured !== undefined) return measured;
    const sums = oc.XCAFDoc_ShapeTool.IsAssembly(label)
      ? add(usesOf(oc, label).map((use) => sumsOf(usedProduct(oc, use))))
      : measurePart(oc, oc.XCAFDoc_ShapeTool.GetShape_2(label), onFaces);
    known.set(label.Tag(), sums);
    return sums;
  };
  const sums = add(rootLabels(oc, document).map(sumsOf));
  if (sums.faces === 0) return undefined;
  const names = products.map((label) => nameOf(oc, label)?.trim() ?? '').filter((name) => name !== '');
  return {
    ...sums,
    bounds: shapeBounds(oc, wholeShape(oc, document), onFaces),
    colours: labelsOf(oc, (sequence) => colourTool(oc, document).GetColors(sequence)).length,
    layers: labelsOf(oc, (sequence) => layerTool(oc, document).GetLayerLabels(sequence)).length,
    assemblies: products.filter((label) => oc.XCAFDoc_ShapeTool.IsAssembly(label)).length,
    names: new Set(names),
  };
}

/** Faces are measured part by part, and looked at once more where they stand for the bounds. */
function countSteps(oc: OpenCascade, document: Bound, products: readonly Bound[]): number {
  const { TopAbs_FACE } = oc.TopAbs_ShapeEnum;
  const ofParts = products
    .filter((label) => !oc.XCAFDoc_ShapeTool.IsAssembly(label))
    .reduce((sum, label) => sum + countOf(oc, oc.XCAFDoc_ShapeTool.GetShape_2(label), TopAbs_FACE), 0);
  return ofParts * MEASURES + countOf(oc, wholeShape(oc, document), TopAbs_FACE);
}

function measurePart(oc: OpenCascade, shape: Bound, onFaces: OnFaces): Sums {
  const { TopAbs_EDGE, TopAbs_FACE, TopAbs_SOLID, TopAbs_VERTEX } = oc.TopAbs_ShapeEnum;
  const faces = countOf(oc, shape, TopAbs_FACE);
  const solids = countOf(oc, shape, TopAbs_SOLID);
  return {
    parts: faces > 0 ? 1 : 0,
    solids,
    faces,
    looseFaces: solids > 0 ? countOf(oc, shape, TopAbs_FACE, TopAbs_SOLID) : faces,
    freeEdges: countOf(oc, shape, TopAbs_EDGE, TopAbs_FACE),
    freeVertices: countOf(oc, shape, TopAbs_VERTEX, TopAbs_EDGE),
    area: measureArea(oc, shape, onFaces),
    volume: solids > 0 ? measureVolume(oc, shape, onFaces) : 0,
  };
}

/** Face by face, as OCCT itself adds them up. */
function measureArea(oc: OpenCascade, shape: Bound, onFaces: OnFaces): number {
  const all = new oc.GProp_GProps_1();
  for (const face of explore(oc, shape, oc.TopAbs_ShapeEnum.TopAbs_FACE)) {
    const one = new oc.GProp_GProps_1();
    oc.BRepGProp.SurfaceProperties_1(face, one, false, false);
    all.Add(one, 1);
    one.delete();
    onFaces();
  }
  return all.Mass();
}

/** Of the closed shells of its solids. */
function measureVolume(oc: OpenCascade, shape: Bound, onFaces: OnFaces): number {
  const { TopAbs_FACE, TopAbs_SHELL, TopAbs_SOLID } = oc.TopAbs_ShapeEnum;
  let volume = 0;
  for (const solid of explore(oc, shape, TopAbs_SOLID)) {
    for (const shell of explore(oc, solid, TopAbs_SHELL)) {
      const one = new oc.GProp_GProps_1();
      oc.BRepGProp.VolumeProperties_1(shell, one, true, false, false);
      volume += one.Mass();
      one.delete();
      onFaces(countOf(oc, shell, TopAbs_FACE));
    }
  }
  return volume;
}

function add(all: readonly Sums[]): Sums {
  const sums = { ...NOTHING };
  for (const one of all) for (const key of Object.keys(sums) as (keyof Sums)[]) sums[key] += one[key];
  return sums;
}

/** As the report shows them: in the unit of the file. */
export function toMeasures(
  measured: CadMeasures,
  format: CadFormat,
  unit: LengthUnit,
  upAxis: UpAxis = 'z',
): Measures {
  const mmPerUnit = METRES_PER_UNIT[unit] * 1000;
  const isClosed = measured.solids > 0 && measured.looseFaces === 0;
  return {
    format,
    parts: measured.parts,
    bodies: measured.solids,
    faces: measured.faces,
    bounds: mapBounds(measured.bounds, (value) => value / mmPerUnit),
    unit,
    upAxis,
    area: measured.area / mmPerUnit ** 2,
    ...(isClosed ? { volume: measured.volume / mmPerUnit ** 3 } : {}),
    colours: measured.colours,
  };
}

import { compoundOf } from '../../../src/engines/cad/brep-products.ts';
import { explore } from '../../../src/engines/cad/explore-shape.ts';
import type { Bound, OpenCascade } from '../../../src/engines/cad/opencascade-types.ts';
import { colourTool, newDocument, shapeTool } from '../../../src/engines/cad/xcaf-labels.ts';
import { keepMade } from './kept-files.ts';
import { plainOcct, writeIges } from './make-cad.ts';

const kept = keepMade(import.meta.url);

/** In mm³: a block of 20 mm, and what may be within it, far from its faces. */
export const BLOCK = 20 ** 3;
export const BALL = (4 / 3) * Math.PI * 5 ** 3;
/** Of the radii 4 and 2. */
export const RING = 2 * Math.PI ** 2 * 4 * 2 ** 2;
export const CUBE = 5 ** 3;

export type LooseModel =
  | 'ball'
  | 'ring'
  | 'block without ball'
  | 'block without ring'
  | 'block without cube'
  | 'block and cube in one place'
  | 'block without a ball that holds a cube';

/** An IGES file in millimetres with the faces of one part, all of them red. */
export const makeLooseFaces = (model: LooseModel): Promise<Buffer> =>
  kept(`${model}.iges`, async () => {
    const oc = await plainOcct();
    return writeRed(oc, shapesOf(oc)[model](), 'faces');
  });

export const FAR_POINT = [7, 8, 99] as const;

/**
 * An IGES file in millimetres with one part of a block and, beside it, the face of a ball; with an edge and a point of
 * no face, too.
 */
export const makeSolidAndFace = (also: 'nothing else' | 'edge and point'): Promise<Buffer> =>
  kept(`solid, face and ${also}.iges`, () => solidAndFace(also));

async function solidAndFace(also: 'nothing else' | 'edge and point'): Promise<Buffer> {
  const oc = await plainOcct();
  const ball = new oc.BRepPrimAPI_MakeSphere_5(new oc.gp_Pnt_3(40, 10, 10), 5).Shape();
  const [face] = explore(oc, ball, oc.TopAbs_ShapeEnum.TopAbs_FACE);
  const block = new oc.BRepPrimAPI_MakeBox_2(20, 20, 20).Shape();
  const [from, to] = [new oc.gp_Pnt_3(0, 0, 0), new oc.gp_Pnt_3(0, 0, -30)];
  const edge = new oc.BRepBuilderAPI_MakeEdge_3(from, to).Edge();
  const point = new oc.BRepBuilderAPI_MakeVertex(new oc.gp_Pnt_3(...FAR_POINT)).Vertex();
  const others = also === 'nothing else' ? [] : [edge, point];
  return writeRed(oc, compoundOf(oc, [block, face, ...others]), 'solids');
}

function shapesOf(oc: OpenCascade): Record<LooseModel, () => Bound> {
  const centre = new oc.gp_Pnt_3(10, 10, 10);
  const block = new oc.BRepPrimAPI_MakeBox_2(20, 20, 20).Shape();
  const cube = new oc.BRepPrimAPI_MakeBox_3(new oc.gp_Pnt_3(8, 8, 8), 5, 5, 5).Shape();
  const ball = new oc.BRepPrimAPI_MakeSphere_5(centre, 5).Shape();
  const axis = new oc.gp_Ax2_3(centre, new oc.gp_Dir_4(0, 0, 1));
  const ring = new oc.BRepPrimAPI_MakeTorus_5(axis, 4, 2).Shape();
  const without = (other: Bound): Bound =>
    new oc.BRepAlgoAPI_Cut_3(block, other, new oc.Message_ProgressRange_1()).Shape();
  return {
    ball: () => ball,
    ring: () => ring,
    'block without ball': () => without(ball),
    'block without ring': () => without(ring),
    'block without cube': () => without(cube),
    'block and cube in one place': () => compoundOf(oc, [block, cube]),
    'block without a ball that holds a cube': () => compoundOf(oc, [without(ball), cube]),
  };
}

function writeRed(oc: OpenCascade, shape: Bound, entities: 'solids' | 'faces'): Buffer {
  const document = newDocument(oc);
  const label = shapeTool(oc, document).AddShape(shape, false, false);
  const red = new oc.Quantity_Color_3(1, 0, 0, oc.Quantity_TypeOfColor.Quantity_TOC_sRGB);
  colourTool(oc, document).SetColor_2(label, red, oc.XCAFDoc_ColorType.XCAFDoc_ColorSurf);
  return writeIges(oc, document, 'MM', entities);
}

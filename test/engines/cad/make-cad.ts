import { loadOpenCascade } from '../../../src/engines/cad/load-opencascade.ts';
import type { Bound, OpenCascade } from '../../../src/engines/cad/opencascade-types.ts';
import { keepMade } from './kept-files.ts';

const kept = keepMade(import.meta.url);

/** OCCT as it is, to make files that do not come from the code under test. */
let loading: Promise<OpenCascade> | undefined;

export function plainOcct(): Promise<OpenCascade> {
  loading ??= loadOpenCascade().then((oc) => {
    oc.STEPControl_Controller.Init();
    oc.IGESControl_Controller.Init();
    return oc;
  });
  return loading;
}

export const INCH = 25.4;

/**
 * A red box of 2 × 1 × 1 inch at the origin and a green cylinder beside it, radius half an inch, 2 inches high, on the
 * axis x = 4 inches: together 2 solids, 9 faces, 0 ≤ x ≤ 4.5, −0.5 ≤ y ≤ 1, 0 ≤ z ≤ 2.
 */
export const TWO_PARTS = {
  solids: 2,
  faces: 9,
  volume: 2 + Math.PI * 0.25 * 2,
  area: 10 + 2 * Math.PI * 0.25 + 2 * Math.PI * 0.5 * 2,
  bounds: { min: [0, -0.5, 0], max: [4.5, 1, 2] },
  names: ['Würfel «A»', 'cylinder (B)'],
  /** sRGB. */
  colours: [
    [1, 0, 0],
    [0, 0.5, 0],
  ],
};

export const makeTwoParts = (format: 'step' | 'iges' | 'brep', unit = 'INCH'): Promise<Buffer> =>
  kept(`two-parts-${unit}.${format}`, () => twoParts(format, unit));

async function twoParts(format: 'step' | 'iges' | 'brep', unit: string): Promise<Buffer> {
  const oc = await plainOcct();
  const document = new oc.Handle_TDocStd_Document_2(
    new oc.TDocStd_Document(new oc.TCollection_ExtendedString_2('BinXCAF', false)),
  );
  const box = new oc.BRepPrimAPI_MakeBox_2(2 * INCH, INCH, INCH).Shape();
  const axis = new oc.gp_Ax2_3(new oc.gp_Pnt_3(4 * INCH, 0, 0), new oc.gp_Dir_4(0, 0, 1));
  const cylinder = new oc.BRepPrimAPI_MakeCylinder_3(axis, INCH / 2, 2 * INCH).Shape();
  if (format === 'brep') return writeBrep(oc, [box, cylinder]);
  const shapes = oc.XCAFDoc_DocumentTool.ShapeTool(document.get().Main()).get();
  const colours = oc.XCAFDoc_DocumentTool.ColorTool(document.get().Main()).get();
  for (const [index, shape] of [box, cylinder].entries()) {
    const label = shapes.AddShape(shape, false, false);
    oc.TDataStd_Name.Set_1(label, new oc.TCollection_ExtendedString_2(TWO_PARTS.names[index], true));
    const [red, green, blue] = TWO_PARTS.colours[index]!;
    const colour = new oc.Quantity_Color_3(red, green, blue, oc.Quantity_TypeOfColor.Quantity_TOC_sRGB);
    colours.SetColor_2(label, colour, oc.XCAFDoc_ColorType.XCAFDoc_ColorSurf);
  }
  return format === 'step' ? writeStep(oc, document, unit) : writeIges(oc, document, unit);
}

/**
 * A machine of two sides, left at the origin and right 100 mm beside it, which both use one pair of a red pin (1 mm³)
 * and a ring (8 mm³), 10 mm apart. With coloured uses the right side is blue, and there is a green pin at 200 mm.
 */
export const makeSharedPair = (uses: 'plain' | 'coloured' = 'plain'): Promise<Buffer> =>
  kept(`shared-pair-${uses}.step`, () => sharedPair(uses));

async function sharedPair(looks: 'plain' | 'coloured'): Promise<Buffer> {
  const oc = await plainOcct();
  const { cube, paint, assembly, finish } = startAssembly(oc);
  const pin = cube('pin', 1);
  const ring = cube('ring', 2);
  paint(pin, [1, 0, 0]);
  const pair = assembly('pair', [
    [pin, 0],
    [ring, 10],
  ]);
  const sides = ['left', 'right'].map((name) => assembly(name, [[pair.label, 0]]));
  const isColoured = looks === 'coloured';
  const { uses } = assembly('machine', [
    [sides[0]!.label, 0],
    [sides[1]!.label, 100],
    ...(isColoured ? [[pin, 200] as [Bound, number]] : []),
  ]);
  if (isColoured) {
    paint(uses[1], [0, 0, 1]);
    paint(uses[2], [0, 1, 0]);
  }
  return finish();
}

/**
 * Three rows, 100 mm apart, of a green cube (1 mm³), a plain bead (8 mm³) and a red use of the cube, 10 mm apart. The second
 * row is blue as it is used; the first cube of the third one is white in that place. At 300 mm is the only use, yellow,
 * of a red pin.
 */
export const makeColouredUses = (): Promise<Buffer> => kept('coloured-uses.step', colouredUses);

/** Where its parts are along x, in millimetres, and in which colour (linear); plain ones have none. */
export const COLOURED_USES: ReadonlyMap<number, readonly number[] | undefined> = new Map([
  [0, [0, 1, 0]],
  [10, undefined],
  [20, [1, 0, 0]],
  [100, [0, 1, 0]],
  [110, [0, 0, 1]],
  [120, [1, 0, 0]],
  [200, [1, 1, 1]],
  [210, undefined],
  [220, [1, 0, 0]],
  [300, [1, 1, 0]],
]);

async function colouredUses(): Promise<Buffer> {
  const oc = await plainOcct();
  const { cube, paint, paintInPlace, assembly, finish } = startAssembly(oc);
  const part = cube('cube', 1);
  paint(part, [0, 1, 0]);
  const pin = cube('pin', 1);
  paint(pin, [1, 0, 0]);
  const row = assembly('row', [
    [part, 0],
    [cube('bead', 2), 10],
    [part, 20],
  ]);
  paint(row.uses[2], [1, 0, 0]);
  const rows = assembly('rows', [
    [row.label, 0],
    [row.label, 100],
    [row.label, 200],
    [pin, 300],
  ]);
  paint(rows.uses[1], [0, 0, 1]);
  paint(rows.uses[3], [1, 1, 0]);
  paintInPlace([rows.uses[2], row.uses[0]], [1, 1, 1]);
  return finish();
}

/** Cubes and what is made of them, along x, in millimetres. */
function startAssembly(oc: OpenCascade) {
  const document = new oc.Handle_TDocStd_Document_2(
    new oc.TDocStd_Document(new oc.TCollection_ExtendedString_2('BinXCAF', false)),
  );
  const tool = oc.XCAFDoc_DocumentTool.ShapeTool(document.get().Main()).get();
  const colours = oc.XCAFDoc_DocumentTool.ColorTool(document.get().Main()).get();
  const at = (x: number): Bound => {
    const move = new oc.gp_Trsf_1();
    move.SetTranslation_1(new oc.gp_Vec_4(x, 0, 0));
    return new oc.TopLoc_Location_2(move);
  };
  const named = (label: Bound, name: string): Bound => {
    oc.TDataStd_Name.Set_1(label, new oc.TCollection_ExtendedString_2(name, true));
    return label;
  };
  const paint = (label: Bound, [red, green, blue]: [number, number, number]): void => {
    const colour = new oc.Quantity_Color_3(red, green, blue, oc.Quantity_TypeOfColor.Quantity_TOC_sRGB);
    colours.SetColor_2(label, colour, oc.XCAFDoc_ColorType.XCAFDoc_ColorSurf);
  };
  return {
    cube(name: string, side: number): Bound {
      const shape = new oc.BRepPrimAPI_MakeBox_2(side, side, side).Shape();
      return named(tool.AddShape(shape, false, false), name);
    },
    paint,
    /** One use within another. */
    paintInPlace(uses: [outer: Bound, inner: Bound], rgb: [number, number, number]): void {
      tool.UpdateAssemblies();
      const path = new oc.TDF_LabelSequence_1();
      for (const use of uses) path.Append_1(use);
      const made = new oc.Handle_XCAFDoc_GraphNode_1();
      if (!tool.SetSHUO(path, made)) throw new Error('OCCT knows no such place');
      paint(made.get().Label(), rgb);
    },
    assembly(name: string, parts: [product: Bound, x: number][]): { label: Bound; uses: Bound[] } {
      const label = named(tool.NewShape(), name);
      return { label, uses: parts.map(([product, x]) => tool.AddComponent_1(label, product, at(x))) };
    },
    finish(): Buffer {
      tool.UpdateAssemblies();
      return writeStep(oc, document, 'MM');
    },
  };
}

function writeStep(oc: OpenCascade, document: Bound, unit: string): Buffer {
  oc.Interface_Static.SetCVal('write.step.unit', unit);
  const writer = new oc.STEPCAFControl_Writer_1();
  writer.SetSHUOMode(true);
  writer.Transfer_1(document, oc.STEPControl_StepModelType.STEPControl_AsIs, null, progress(oc));
  writer.Write('/made.step');
  return Buffer.from(oc.FS.readFile('/made.step'));
}

export function writeIges(
  oc: OpenCascade,
  document: Bound,
  unit: string,
  entities: 'solids' | 'faces' = 'solids',
): Buffer {
  oc.Interface_Static.SetCVal('write.iges.unit', unit);
  oc.Interface_Static.SetIVal('write.iges.brep.mode', entities === 'solids' ? 1 : 0);
  const writer = new oc.IGESCAFControl_Writer_1();
  writer.Transfer_1(document, progress(oc));
  writer.ComputeModel();
  writer.Write_2('/made.iges', false);
  return Buffer.from(oc.FS.readFile('/made.iges'));
}

export function writeBrep(oc: OpenCascade, shapes: readonly Bound[]): Buffer {
  const compound = new oc.TopoDS_Compound();
  const builder = new oc.BRep_Builder();
  builder.MakeCompound(compound);
  for (const shape of shapes) builder.Add(compound, shape);
  oc.BRepTools.Write_3(compound, '/made.brep', progress(oc));
  return Buffer.from(oc.FS.readFile('/made.brep'));
}

const progress = (oc: OpenCascade): Bound => new oc.Message_ProgressRange_1();

// OpenCASCADE runs for ever or breaks down where the words of a BREP file are out of step; the check must not be.
import t from 'tap';
import { isProblem } from '../../../src/domain/problem.ts';
import { checkBrep } from '../../../src/engines/cad/check-brep.ts';
import type { Bound, OpenCascade } from '../../../src/engines/cad/opencascade-types.ts';
import { makeTwoParts, plainOcct } from './make-cad.ts';
import { refuses } from './refusals.ts';

const check = (bytes: Buffer) => checkBrep(bytes, () => {});

/** One shape for each kind of surface, with the curves that bound it. */
function shapesOfEachKind(oc: OpenCascade): Record<string, Bound> {
  const point = (x: number, y: number, z: number) => new oc.gp_Pnt_3(x, y, z);
  const up = new oc.gp_Dir_4(0, 0, 1);
  const ellipse = new oc.gp_Elips_2(new oc.gp_Ax2_3(point(0, 0, 0), up), 5, 3);
  const arc = new oc.BRepBuilderAPI_MakeEdge_13(ellipse, 0, 2).Edge();
  const beside = new oc.gp_Ax1_2(point(20, 0, 0), new oc.gp_Dir_4(0, 1, 0));
  const torus = new oc.BRepPrimAPI_MakeTorus_1(10, 3).Shape();
  const poles = new oc.TColgp_Array2OfPnt_2(1, 3, 1, 3);
  for (const i of [1, 2, 3]) for (const j of [1, 2, 3]) poles.SetValue(i, j, point(i, j, (i * j) % 3));
  const bezier = new oc.Handle_Geom_Surface_2(new oc.Geom_BezierSurface_1(poles));
  const face = (surface: Bound) =>
    new oc.BRepBuilderAPI_MakeFace_8(new oc.Handle_Geom_Surface_2(surface), 1e-6).Face();
  const box = new oc.BRepPrimAPI_MakeBox_2(2, 3, 4).Shape();
  const move = new oc.gp_Trsf_1();
  move.SetTranslation_1(new oc.gp_Vec_4(5, 0, 0));
  const moved = box.Moved(new oc.TopLoc_Location_2(move), false);
  const assembly = new oc.TopoDS_Compound();
  const builder = new oc.BRep_Builder();
  builder.MakeCompound(assembly);
  for (const part of [box, moved, moved.Moved(new oc.TopLoc_Location_2(move), false), box.Reversed()])
    builder.Add(assembly, part);
  return {
    'a cylinder': new oc.BRepPrimAPI_MakeCylinder_1(10, 3).Shape(),
    'a cone': new oc.BRepPrimAPI_MakeCone_1(10, 3, 5).Shape(),
    'a sphere': new oc.BRepPrimAPI_MakeSphere_1(10).Shape(),
    'a torus': torus,
    'an extrusion': new oc.BRepPrimAPI_MakePrism_1(arc, new oc.gp_Vec_4(0, 0, 7), false, true).Shape(),
    'a revolution': new oc.BRepPrimAPI_MakeRevol_1(arc, beside, 1, false).Shape(),
    'a Bézier surface': new oc.BRepBuilderAPI_MakeFace_8(bezier, 1e-6).Face(),
    'a B-spline': new oc.BRepBuilderAPI_NurbsConvert_2(torus, false).Shape(),
    'a trimmed surface': face(
      new oc.Geom_RectangularTrimmedSurface_1(bezier, 0.1, 0.9, 0.2, 0.8, true, true),
    ),
    'an offset surface': face(new oc.Geom_OffsetSurface(bezier, 0.5, false)),
    'boxes in several places': assembly,
  };
}

t.test('takes every kind of geometry, with and without triangles, in every version', async (t) => {
  const oc = await plainOcct();
  const versions = [1, 2, 3].map(
    (version) => oc.TopTools_FormatVersion[`TopTools_FormatVersion_VERSION_${version}`],
  );
  for (const [name, shape] of Object.entries(shapesOfEachKind(oc))) {
    for (const isMeshed of [false, true]) {
      if (isMeshed) new oc.BRepMesh_IncrementalMesh_2(shape, 1, false, 0.5, false);
      for (const [index, version] of versions.entries()) {
        oc.BRepTools.Write_4(shape, '/kind.brep', isMeshed, true, version, new oc.Message_ProgressRange_1());
        const bytes = Buffer.from(oc.FS.readFile('/kind.brep'));
        const text = bytes.toString('latin1');
        t.equal(/^Triangulations 0$/m.test(text), !isMeshed, 'the fixture has triangles where it should');
        t.match(text, `CASCADE Topology V${index + 1}`);
        t.doesNotThrow(() => check(bytes), `${name}, version ${index + 1}${isMeshed ? ', meshed' : ''}`);
      }
    }
  }
});

t.test('a word less is seen, unless the words behind it fall in step again', async (t) => {
  const brep = (await makeTwoParts('brep')).toString('latin1');
  const start = brep.indexOf('Locations');
  const taken: string[] = [];
  let refused = 0;
  for (const match of brep.matchAll(/\S+/g)) {
    if (match.index < start) continue;
    try {
      check(Buffer.from(brep.slice(0, match.index) + brep.slice(match.index + match[0].length), 'latin1'));
      taken.push(`${match[0]} at ${match.index}`);
    } catch (error) {
      if (!isProblem(error) || !error.code.startsWith('input_')) throw error;
      refused += 1;
    }
  }
  t.ok(refused > 1000 && taken.length < refused / 100, `${refused} refused, taken: ${taken.join(', ')}`);
});

t.test('says where the words are out of step', async (t) => {
  const brep = (await makeTwoParts('brep')).toString('latin1');
  const bad = (change: [from: string | RegExp, to: string], says: RegExp, name: string) => {
    const changed = brep.replace(...change);
    t.not(changed, brep, `${name}: the fixture has it`);
    refuses(t, checkBrep, changed, 'input_malformed', says, name);
  };
  bad(['Curves ', 'Cuves '], /^Line \d+ .* has "Cuves" where "Curves" stands/, 'a misspelt section');
  bad([/(?<=\nCurves \d+\n)1 /, '12 '], /among its curves, has a curve of type 12/, 'an unknown curve');
  bad(
    [/(?<=\nSurfaces \d+\n)1 /, '12 '],
    /among its surfaces, has a surface of type 12/,
    'an unknown surface',
  );
  bad(['25.399999999999999', '25.39{999'], /has "25\.39\{999" where a number stands/, 'a letter in a number');
  bad(['6 0 0 25.4', '6 00 25.4'], /among its shapes/, 'two numbers that became one');
  bad(
    [/(?<=\nEd\n 1e-07 1 1 0\n1 +)\d+/, '9999'],
    /9999 where a number from 0 to \d+ stands/,
    'a curve that is not there',
  );
  bad([/(?<=\nFa\n.*\n)\n/, ''], /has a face that is not followed by/, 'no empty line behind a face');
  bad(['0101101', '010110'], /has "010110" where the flags of a shape stand/, 'a flag less');
  bad(['\nWi\n', '\nWy\n'], /has "Wy" where a shape begins/, 'an unknown shape');
  bad(['\nSo\n', '\nWi\n'], /has a part that its kind of shape cannot have/, 'a wire of shells');
});

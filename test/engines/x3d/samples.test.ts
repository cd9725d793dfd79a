// Files that other programs wrote, against what these programs or others see in them.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import t from 'tap';
import { isProblem } from '../../../src/domain/problem.ts';
import { meshEngine } from '../../../src/engines/mesh/mesh-engine.ts';
import { readMesh } from '../../../src/engines/mesh/read-mesh.ts';
import { measure } from '../../../src/engines/mesh/tools/measure.ts';
import { readIndependently } from '../../support/independent-reader.ts';
import { haveSamples, samplePath } from '../../support/samples.ts';
import { LIMITS as ENGINE_LIMITS, openFolder } from '../cad/engine-jobs.ts';
import { plainOcct } from '../cad/make-cad.ts';
import { complaints } from '../gltf/check-gltf.ts';
import { LIMITS } from '../mesh/shapes.ts';
import { sceneReader } from './read-scene.ts';

const skip = haveSamples ? false : 'no ../shared/samples';
const near = (value: number, expected: number, relative = 1e-5): boolean =>
  Math.abs(value - expected) <= Math.abs(expected) * relative;

t.test('what OCCT writes as VRML has the area and the volume that OCCT measures', async (t) => {
  const oc = await plainOcct();
  const box = new oc.BRepPrimAPI_MakeBox_2(20, 30, 40).Shape();
  const axis = new oc.gp_Ax2_3(new oc.gp_Pnt_3(100, 0, 0), new oc.gp_Dir_4(0, 0, 1));
  const cylinder = new oc.BRepPrimAPI_MakeCylinder_3(axis, 10, 50).Shape();
  const compound = new oc.TopoDS_Compound();
  const builder = new oc.BRep_Builder();
  builder.MakeCompound(compound);
  for (const shape of [box, cylinder]) builder.Add(compound, shape);
  new oc.BRepMesh_IncrementalMesh_2(compound, 0.01, false, 0.1, false);
  const writer = new oc.VrmlAPI_Writer();
  writer.SetRepresentation(oc.VrmlAPI_RepresentationOfShape.VrmlAPI_ShadedRepresentation);
  writer.Write(compound, '/made.wrl', 2);
  const bytes = Buffer.from(oc.FS.readFile('/made.wrl'));
  const { model, lost } = await sceneReader(t.testdir()).bytes(bytes, { options: { source_unit: 'mm' } });
  t.strictSame(
    lost.map(({ what }) => what),
    ['specular colours'],
  );
  const figures = measure(model, 'vrml');
  t.equal(figures.unit, 'mm');
  t.ok(near(figures.area!, 5200 + 2 * Math.PI * 100 + 2 * Math.PI * 10 * 50, 2e-3), `${figures.area}`);
  t.ok(near(figures.bounds!.max[0], 110, 1e-3) && near(figures.bounds!.max[2], 50));
});

t.test('Wuson.wrl is Wuson.off', { skip }, async (t) => {
  const { model, lost } = await readMesh('vrml', {
    path: samplePath('Wuson.wrl'),
    options: {},
    limits: LIMITS,
  });
  const expected = await readIndependently(samplePath('Wuson.off'), 'off');
  const figures = measure(model, 'vrml');
  t.equal(figures.triangles, expected.triangles);
  t.ok(near(figures.area!, expected.area));
  t.match(model.nodes, [{ name: 'OB_Mesh' }]);
  t.strictSame(
    lost.map(({ what }) => what),
    ['backgrounds and fog', 'lights', 'viewpoints'],
  );
});

t.test('ComputerKeyboard.x3d: counted in its text, and valid as GLB', { skip }, async (t) => {
  const text = readFileSync(samplePath('ComputerKeyboard.x3d'), 'utf8');
  const folder = await openFolder(t);
  const job = folder.job('x3d', samplePath('ComputerKeyboard.x3d'), 'glb');
  const report = await meshEngine.convert(job, ENGINE_LIMITS, () => {});
  t.equal(report.source.parts, countShapes(text));
  t.equal(report.source.bodies, report.source.parts, 'every extrusion is closed');
  t.ok(report.source.volume! > 0);
  t.match(report.target, { parts: report.source.parts, triangles: report.source.triangles, unit: 'm' });
  t.notOk(report.lost.some(({ what }) => /instances|material/.test(what)));
  t.strictSame(await complaints(readFileSync(job.targetPath)), []);
  const seen = await readIndependently(job.targetPath, 'glb');
  t.equal(seen.triangles, report.source.triangles);
  t.ok(near(seen.area, report.source.area! * 1e6));
});

/** How many shapes a viewer shows, USE among them: by the tags of the file alone. */
function countShapes(text: string): number {
  const counts = new Map<string, number>();
  const open: { name: string | undefined; shapes: number }[] = [{ name: undefined, shapes: 0 }];
  for (const [, close, element, attributes, empty] of text.matchAll(
    /<(\/?)(Transform|Group|Shape)\b([^>]*?)(\/?)>/g,
  )) {
    if (close === '/') {
      const { name, shapes } = open.pop()!;
      if (name !== undefined) counts.set(name, shapes);
      open.at(-1)!.shapes += shapes;
      continue;
    }
    const used = /USE='(.*?)'/.exec(attributes!)?.[1];
    if (used !== undefined) open.at(-1)!.shapes += counts.get(used)!;
    else if (empty === '') {
      open.push({ name: /DEF='(.*?)'/.exec(attributes!)?.[1], shapes: element === 'Shape' ? 1 : 0 });
    }
  }
  return open[0]!.shapes;
}

const SCENE = `#VRML V2.0 utf8
PROTO P [ field SFVec3f s 1 1 1 ] { Shape { geometry Box { size IS s } } }
DEF A Transform { translation 1 2 3 children [ P { s 1 2 3 } Shape { appearance Appearance { material Material { diffuseColor 1 0 0 } }
  geometry IndexedFaceSet { coord Coordinate { point [0 0 0, 1 0 0, 1 1 0, 0 1 0] } coordIndex [0 1 2 3 -1 0 2 1 -1] creaseAngle 0.5 } } ] }
Shape { geometry Extrusion { spine [0 0 0, 0 1 0, 1 2 0] } }
USE A
`;
const XML = `<?xml version="1.0" encoding="UTF-8"?><X3D version="3.3"><head><meta name="a" content="b"/></head><Scene>
<ProtoDeclare name="P"><ProtoInterface><field name="s" type="SFVec3f" accessType="inputOutput" value="1 1 1"/></ProtoInterface>
<ProtoBody><Shape><Box><IS><connect nodeField="size" protoField="s"/></IS></Box></Shape></ProtoBody></ProtoDeclare>
<Transform DEF="A" translation="1 2 3"><ProtoInstance name="P"/><Shape><IndexedFaceSet coordIndex="0 1 2 3 -1">
<Coordinate point="0 0 0, 1 0 0, 1 1 0, 0 1 0"/></IndexedFaceSet></Shape></Transform><Group USE="A"/></Scene></X3D>`;

t.test('whatever happens to a file, it is read or refused with a Problem', async (t) => {
  const scenes = sceneReader(t.testdir());
  const damaged = fc
    .record({
      text: fc.constantFrom(SCENE, XML),
      cut: fc.double({ min: 0, max: 1, noNaN: true }),
      changes: fc.array(
        fc.record({
          at: fc.double({ min: 0, max: 1, noNaN: true }),
          put: fc.constantFrom(
            '{',
            '}',
            '[',
            ']',
            '<',
            '>',
            '"',
            '-1',
            '9e99',
            'USE A',
            'NaN',
            '\0',
            '#',
            ' IS s ',
          ),
        }),
        { maxLength: 3 },
      ),
      isCut: fc.boolean(),
    })
    .map(({ text, cut, isCut, changes }) => {
      let changed = text;
      for (const { at, put } of changes) {
        const place = Math.floor(at * changed.length);
        changed = changed.slice(0, place) + put + changed.slice(place + 1);
      }
      return isCut ? changed.slice(0, Math.floor(cut * changed.length)) : changed;
    });
  await fc.assert(
    fc.asyncProperty(damaged, async (text) => {
      const outcome = await scenes.bytes(text).catch((error: unknown) => error);
      if (outcome instanceof Error && !isProblem(outcome)) throw outcome;
      if (!(outcome instanceof Error))
        measure((outcome as Awaited<ReturnType<typeof scenes.bytes>>).model, 'x3d');
    }),
    { numRuns: 500 },
  );
});

t.test('ten megabytes of VRML', async (t) => {
  const side = 400;
  const points = Array.from(
    { length: side * side },
    (_, at) => `${at % side} ${Math.sin(at).toFixed(6)} ${at / side}`,
  );
  const faces = Array.from({ length: (side - 1) ** 2 }, (_, at) => {
    const first = Math.floor(at / (side - 1)) * side + (at % (side - 1));
    return `${first}, ${first + side}, ${first + side + 1}, ${first + 1}, -1`;
  });
  const text = `Shape { geometry IndexedFaceSet { coord Coordinate { point [ ${points} ] } coordIndex [ ${faces} ] } }`;
  const { model } = await sceneReader(t.testdir()).vrml(text);
  t.match(measure(model, 'vrml'), { triangles: 2 * (side - 1) ** 2, vertices: side * side });
});

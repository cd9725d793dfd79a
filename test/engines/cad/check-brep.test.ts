import t from 'tap';
import { checkBrep } from '../../../src/engines/cad/check-brep.ts';
import { makeTwoParts, plainOcct, writeBrep } from './make-cad.ts';
import { noise, refuses } from './refusals.ts';

const text = async () => (await makeTwoParts('brep')).toString('latin1');
const facts = (brep: string) => checkBrep(Buffer.from(brep, 'latin1'), () => {});

t.test('says what is known of a good file', async (t) => {
  const brep = await text();
  t.match(facts(brep), { unit: 'mm', unitKnown: false, warnings: [], solids: 2, allSolid: true });
  t.match(facts(`DBRep_DrawableShape\n${brep}`), { solids: 2 }, 'with the header of DRAW');
  t.match(facts(brep.replaceAll('\n', '\r\n')), { solids: 2 }, 'line ends of Windows');
  const oc = await plainOcct();
  const box = new oc.BRepPrimAPI_MakeBox_2(1, 1, 1).Shape();
  const moved = box.Moved(new oc.TopLoc_Location_2(new oc.gp_Trsf_1()), false);
  t.match(facts(writeBrep(oc, [box, moved, box]).toString('latin1')), { solids: 3 }, 'counts every use');
  const shell = new oc.TopExp_Explorer_2(
    box,
    oc.TopAbs_ShapeEnum.TopAbs_SHELL,
    oc.TopAbs_ShapeEnum.TopAbs_SHAPE,
  );
  const open = writeBrep(oc, [shell.Current()]).toString('latin1');
  t.match(facts(open), { solids: 0, allSolid: false }, 'a shell without a solid');
});

t.test('refuses what is damaged, and says what is wrong', async (t) => {
  const brep = await text();
  const bad = (bytes: Buffer | string, code: Parameters<typeof refuses>[3], says: RegExp, name: string) =>
    refuses(t, checkBrep, bytes, code, says, name);
  bad('', 'input_truncated', /empty/, 'an empty file');
  bad('DBRep_Draw', 'input_truncated', /header/, 'a part of the header');
  bad('DBRep_DrawableShape\n\n', 'input_truncated', /header/, 'only the header');
  const body = brep.trimEnd();
  for (const share of [0.1, 0.5, 0.9, 0.99]) {
    bad(
      body.slice(0, Math.floor(body.length * share)),
      'input_truncated',
      /upload it again/,
      `cut at ${share}`,
    );
  }
  bad(body.slice(0, body.lastIndexOf('+1')), 'input_truncated', /root/, 'without the root');
  bad(noise(100_000), 'input_malformed', /does not begin/, 'noise');
  bad(
    brep.replace(/Topology V\d/, 'Topology V9'),
    'input_version_unsupported',
    /version 9/,
    'a later version',
  );
  bad('Open CASCADE Topology V4 (c)\n\0\0\0\x01', 'input_version_unsupported', /binary/, 'the binary form');
  bad(brep.replace(/\n\+(\d+) 0 -/, '\n+99999 0 -'), 'input_malformed', /99999/, 'a dangling reference');
  const oc = await plainOcct();
  const edge = new oc.BRepBuilderAPI_MakeEdge_3(new oc.gp_Pnt_3(0, 0, 0), new oc.gp_Pnt_3(1, 0, 0)).Edge();
  bad(writeBrep(oc, [edge]), 'input_no_geometry', /nothing to convert/, 'an edge only');
});

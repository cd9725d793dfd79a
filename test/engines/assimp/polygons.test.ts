// assimp cuts faces into triangles: what our own look at the file has counted is reported.
import t from 'tap';
import { assimpEngine } from '../../../src/engines/mesh/assimp/assimp-engine.ts';
import { limitsOf } from '../../../src/engines/mesh/assimp/assimp-limits.ts';
import { checkDae } from '../../../src/engines/mesh/assimp/check-dae.ts';
import { LIMITS, openFolder } from '../cad/engine-jobs.ts';
import { shows } from './build-dae.ts';
import { fbxBinary, fbxText } from './build-fbx.ts';
import { HOUSE, houseDae, houseRecords } from './house.ts';
import { IMPORTERS } from './importers.ts';

const folder = t.testdir();
const unseen = houseRecords().map((record) =>
  record.name === 'Connections'
    ? { ...record, children: record.children!.filter(({ properties }) => properties![1] !== 1000n) }
    : record,
);
const inLibrary = `<node id="a"><instance_node url="#b"/><instance_node url="#b"/></node>`;
const FILES = [
  { name: 'COLLADA', format: 'dae', bytes: houseDae(), copies: 1 },
  {
    name: 'COLLADA, shown twice by the library',
    format: 'dae',
    bytes: houseDae(inLibrary).replace(
      '<library_visual_scenes>',
      `<library_nodes><node id="b">${shows('house')}</node></library_nodes><library_visual_scenes>`,
    ),
    copies: 2,
  },
  { name: 'FBX, binary and packed', format: 'fbx', bytes: fbxBinary(houseRecords()), copies: 2 },
  { name: 'FBX 7.5, not packed', format: 'fbx', bytes: fbxBinary(houseRecords(), 7500, false), copies: 2 },
  { name: 'FBX, text', format: 'fbx', bytes: fbxText(houseRecords()), copies: 2 },
] as const;

for (const importer of IMPORTERS) {
  t.test(importer.name, { skip: importer.skip }, async (t) => {
    for (const { name, format, bytes, copies } of FILES) {
      t.test(`${name}: counted once for each geometry`, async (t) => {
        const { measures, lost } = await importer.read(folder, format, bytes);
        t.match(measures, { triangles: copies * HOUSE.triangles });
        t.ok(Math.abs(measures.volume! - copies * HOUSE.volume) < 1e-3, `${measures.volume}`);
        t.match(
          lost.find(({ what }) => what === 'polygons'),
          { count: HOUSE.polygons, why: /^assimp, .* cuts/ },
        );
      });
    }
    t.test('a geometry that nobody shows is not counted', async (t) => {
      const dae = await importer.read(folder, 'dae', houseDae(`<node id="n">${shows('tetra-id')}</node>`));
      t.strictSame(dae.lost, []);
    });
  });
}

t.test('by controllers, which assimpjs follows no further than one', (t) => {
  const scene = '<node id="n"><instance_controller url="#skin"/></node>';
  const controllers = `<library_controllers><controller id="skin"><skin source="#morph"/></controller><controller id="morph"><morph source="#house"/></controller></library_controllers>`;
  const bytes = Buffer.from(houseDae(scene).replace('<library_visual_scenes>', `${controllers}$&`));
  t.equal(checkDae(bytes, limitsOf({ limits: LIMITS })).polygons, HOUSE.polygons);
  t.end();
});

t.test('FBX of a geometry that nobody shows', async (t) => {
  for (const bytes of [fbxBinary(unseen), fbxText(unseen)]) {
    await t.rejects(IMPORTERS[0]!.read(folder, 'fbx', bytes), { code: 'input_no_geometry' });
  }
});

t.test('targets of triangles lose them, flat faces do not', async (t) => {
  for (const [target, count] of [
    ['obj', HOUSE.polygons],
    ['stl', HOUSE.polygons],
    ['step', undefined],
  ] as const) {
    const folder = await openFolder(t);
    const job = folder.job('dae', await folder.put('a.dae', houseDae()), target);
    const { lost } = await assimpEngine.convert(job, LIMITS, () => {});
    t.equal(lost.find(({ what }) => what === 'polygons')?.count, count, target);
  }
});

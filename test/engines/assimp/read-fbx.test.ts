import t from 'tap';
import { limitsOf } from '../../../src/engines/mesh/assimp/assimp-limits.ts';
import { checkFbx } from '../../../src/engines/mesh/assimp/check-fbx.ts';
import { hideSkins } from '../../../src/engines/mesh/assimp/hide-skins.ts';
import { importWithAssimp } from '../../../src/engines/mesh/assimp/load-assimp.ts';
import { readGlbBytes } from '../../../src/engines/mesh/assimp/read-glb-bytes.ts';
import { LIMITS } from '../mesh/shapes.ts';
import { fbxBinary, fbxText, type TetraFbx, tetraRecords } from './build-fbx.ts';
import { IMPORTERS } from './importers.ts';
import { beside, outline } from './read-here.ts';
import { TINY_PNG } from './tiny-png.ts';

const folder = t.testdir();
const MAX_Z_UP = {
  UpAxis: 2,
  UpAxisSign: 1,
  FrontAxis: 1,
  FrontAxisSign: -1,
  CoordAxis: 0,
  CoordAxisSign: 1,
};

const FORMS: Readonly<Record<string, (given: TetraFbx) => Buffer | string>> = {
  'binary 7.4, packed': (given) => fbxBinary(tetraRecords(given)),
  'binary 7.5, not packed': (given) => fbxBinary(tetraRecords(given), 7500, false),
  text: (given) => fbxText(tetraRecords(given)),
};

for (const importer of IMPORTERS) {
  t.test(importer.name, { skip: importer.skip }, async (t) => {
    for (const [form, build] of Object.entries(FORMS)) {
      t.test(`${form}: names, tree, instances, colours, unit and up-axis`, async (t) => {
        const bytes = build({ settings: { ...MAX_Z_UP, UnitScaleFactor: 2.54 }, colours: true });
        const { model, measures, lost, warnings } = await importer.read(folder, 'fbx', bytes);
        t.strictSame(outline(model), [
          { name: 'Würfel', at: [10, 0, 0], mesh: 'Tetraeder' },
          { name: 'Kind', parent: 'Würfel', at: [100, 0, 0], mesh: 'Tetraeder' },
        ]);
        t.equal(model.meshes.length, 1);
        t.match(measures, { triangles: 8, bodies: 2, volume: 2, unit: 'in', upAxis: 'z' });
        t.strictSame(measures.bounds, { min: [10, 0, 0], max: [111, 2, 3] });
        t.equal(model.materials[0]!.name, 'Lack');
        t.ok(near(model.materials[0]!.baseColour, [0.214041, 0.0508761, 1, 1]));
        const { positions, uvs, colours } = model.meshes[0]!.primitives[0]!;
        t.ok(near(colours!, [0.214041, 0, 1, 1]), 'vertex colours are linear');
        const tip = [...positions.keys()].find((at) => at % 3 === 1 && positions[at] === 2)! / 3;
        t.ok(near(uvs!.subarray(Math.floor(tip) * 2), [0, 0.75]), 'v runs downwards');
        t.match(lost, [{ what: 'lights', count: 1 }]);
        t.strictSame(warnings, []);
      });

      t.test(`${form}: assimp does not see skins, and they are counted`, async (t) => {
        const bytes = Buffer.from(build({ skin: true }));
        const skinsIn = async () =>
          readGlbBytes(await importWithAssimp('model.fbx', bytes)).json.skins?.length;
        const { model, lost } = await importer.read(folder, 'fbx', bytes);
        t.equal(await skinsIn(), 1, 'it would');
        hideSkins(bytes, checkFbx(bytes, limitsOf({ limits: LIMITS })));
        t.equal(await skinsIn(), undefined);
        const plain = await importer.read(folder, 'fbx', build({}));
        t.match(lost, [{ what: 'skins', count: 1 }, { what: 'lights' }]);
        t.strictSame(model.meshes, plain.model.meshes);
        t.strictSame(
          model.nodes.map(({ name }) => name),
          [...plain.model.nodes.map(({ name }) => name), 'Knochen'],
        );
      });

      t.test(`${form}: an embedded image takes the place of the colour`, async (t) => {
        const { model, lost } = await importer.read(folder, 'fbx', build({ image: TINY_PNG }));
        t.notOk(lost.some(({ what }) => what === 'textures'));
        t.ok(TINY_PNG.equals(model.images[0]!.bytes));
        t.match(model.materials, [{ baseColourImage: 0, baseColour: [1, 1, 1, 1] }]);
      });
    }

    t.test('images of normals and of light', async (t) => {
      const read = async (plug: string) =>
        (await importer.read(folder, 'fbx', fbxBinary(tetraRecords({ image: TINY_PNG, plug })))).model
          .materials[0]!;
      const bumpy = await read('NormalMap');
      t.match(bumpy, { normalImage: 0 });
      t.ok(near(bumpy.baseColour, [0.214041, 0.0508761, 1, 1]), 'the colour stays');
      t.match(await read('EmissiveColor'), { emissiveImage: 0, emissive: [1, 1, 1] });
    });

    t.test('an image of another machine is found beside the model by its name', async (t) => {
      const bytes = fbxBinary(tetraRecords({ imageName: 'C:\\work\\maps\\tex.png' }));
      const { model } = await importer.read(folder, 'fbx', bytes, {
        siblings: beside({ 'tex.png': TINY_PNG }),
      });
      t.equal(model.images.length, 1);
      const alone = await importer.read(folder, 'fbx', bytes);
      t.match(alone.lost, [{ what: 'textures', count: 1 }, { what: 'lights' }]);
    });

    t.test('frames', async (t) => {
      const read = (settings: Record<string, number>) =>
        importer.read(folder, 'fbx', fbxBinary(tetraRecords({ settings })));
      const standard = await read({});
      t.match(standard.measures, { unit: 'cm', upAxis: 'y', bounds: { min: [10, 0, 0], max: [111, 2, 3] } });
      t.match(standard.warnings, [/names no unit; centimetres/]);
      const metres = await read({ UnitScaleFactor: 100 });
      t.match(metres.measures, { unit: 'm', upAxis: 'y', volume: 2 });
      // x is up, y towards the viewer, z to the right
      const turned = await read({ UnitScaleFactor: 1, UpAxis: 0, FrontAxis: 1, CoordAxis: 2 });
      t.match(turned.measures, { upAxis: 'y', bounds: { min: [0, 10, 0], max: [3, 111, 2] }, volume: 2 });
      const mirrored = await read({ UnitScaleFactor: 1, UpAxis: 2, FrontAxis: 1, CoordAxis: 0 });
      t.match(mirrored.measures, { upAxis: 'z', bounds: { min: [10, 0, 0], max: [111, 2, 3] }, volume: 2 });
      t.match(mirrored.warnings, [/axes that mirror/]);
      const odd = await read({ UnitScaleFactor: 5 });
      t.match(odd.warnings, [/units of 0\.05 m/]);
      t.ok(Math.abs(odd.measures.bounds!.max[0]! - 5.55) < 1e-6);
    });
  });
}

const near = (seen: ArrayLike<number>, expected: readonly number[]): boolean =>
  expected.every((value, at) => Math.abs(value - seen[at]!) < 1e-5);

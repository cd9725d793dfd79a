// Every part as a file of its own: what other programs read in the files is what one file would hold.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import t, { type Test } from 'tap';
import type { FormatId } from '../../../src/domain/formats.ts';
import { occtImportEngine } from '../../../src/engines/cad/occt-import-engine.ts';
import type { EngineLimits } from '../../../src/engines/engine-module.ts';
import { exportMesh } from '../../../src/engines/mesh/export-mesh.ts';
import { readGltf } from '../../../src/engines/mesh/gltf/read-gltf.ts';
import { meshEngine } from '../../../src/engines/mesh/mesh-engine.ts';
import { readIndependently, type Seen } from '../../support/independent-reader.ts';
import { haveSamples, samplePath } from '../../support/samples.ts';
import { unzip } from '../../support/unzip.ts';
import { LIMITS, listen, openFolder } from '../cad/engine-jobs.ts';
import { INCH, makeTwoParts, TWO_PARTS } from '../cad/make-cad.ts';
import { glbOf, type LooseJson } from '../gltf/build-gltf.ts';
import { TWO_BOXES, twoBoxesGltf } from './two-boxes.ts';

t.setTimeout(600_000);

interface Given {
  source?: FormatId;
  options?: Record<string, unknown>;
  limits?: EngineLimits;
}

/** Converts, unpacks, and lets a program that is not ours read each file. */
async function explode(t: Test, bytes: Buffer, target: FormatId, given: Given = {}) {
  const { source = 'glb', options = {}, limits = LIMITS } = given;
  const folder = await openFolder(t);
  const engine = source === 'step' ? occtImportEngine : meshEngine;
  const job = folder.job(source, await folder.put(`source.${source}`, bytes), target, {
    options: { ...options, explode: true },
  });
  const { tell, stages, faults } = listen();
  const report = await engine.convert(job, limits, tell);
  t.same(stages, ['validating', 'reading', 'converting', 'writing']);
  t.same(faults, [], 'progress does not go back');
  t.strictSame(
    readdirSync(dirname(job.targetPath)).filter((name) => name.includes('scratch')),
    [],
  );
  const archive = readFileSync(job.targetPath);
  const again = { ...job, targetPath: `${job.targetPath}.again` };
  await engine.convert(again, limits, () => {});
  t.ok(readFileSync(again.targetPath).equals(archive), 'the same bytes again');
  const files = await unzip(archive);
  const seen: Seen[] = [];
  for (const [name, content] of files) {
    if (!name.endsWith(`.${target}`) || target === 'usdz') continue; // assimp reads no USDZ
    seen.push(await readIndependently(await folder.put(name.replaceAll('/', '-'), content), target));
  }
  return { report, files, seen };
}

const sum = (seen: readonly Seen[], figure: 'volume' | 'area' | 'triangles') =>
  seen.reduce((total, each) => total + each[figure], 0);
const near = (a: number, b: number, tolerance = 1e-5) => Math.abs(a - b) <= tolerance * Math.abs(b);
const boxes = (change: (json: LooseJson) => void = () => {}) => {
  const { json, bin } = twoBoxesGltf(change);
  return glbOf(json, bin);
};

t.test('a STEP file of two parts becomes two STL files', async (t) => {
  const { report, files, seen } = await explode(t, await makeTwoParts('step'), 'stl', { source: 'step' });
  t.strictSame([...files.keys()], ['01 Würfel «A».stl', '02 cylinder (B).stl']);
  const [box, cylinder] = seen;
  t.ok(near(box!.volume, 2 * INCH ** 3), `${box!.volume}`);
  t.ok(near(sum(seen, 'volume'), TWO_PARTS.volume * INCH ** 3, 5e-3));
  t.ok(near(cylinder!.min[0], 3.5 * INCH, 3e-3), 'it lies where it lay');
  t.match(report.target, { format: 'stl', parts: 2, bodies: 2, unit: 'mm' });
  t.equal(report.target.triangles, sum(seen, 'triangles'));
  t.ok(near(report.target.volume!, sum(seen, 'volume')));
  t.ok(near(report.target.area!, sum(seen, 'area')));
  t.ok(near(report.target.bounds!.max[0], 4.5 * INCH, 3e-3));
  t.notOk(report.lost.find(({ what }) => what === 'names'));
});

t.test('an assembly of 18 parts, eight of them nuts', { skip: !haveSamples }, async (t) => {
  const step = readFileSync(samplePath('as1-oc-214.stp'));
  const { report, files, seen } = await explode(t, step, 'stl', { source: 'step' });
  t.equal(files.size, 18);
  t.equal(new Set([...files.keys()].map((name) => name.slice(0, 2))).size, 18);
  t.ok([...files.keys()].filter((name) => /^\d\d nut\.stl$/.test(name)).length >= 6);
  const folder = await openFolder(t);
  const job = folder.job('step', samplePath('as1-oc-214.stp'), 'stl');
  const whole = await occtImportEngine.convert(job, LIMITS, () => {});
  t.equal(sum(seen, 'triangles'), whole.target.triangles);
  t.ok(near(sum(seen, 'volume'), whole.target.volume!, 1e-4));
  t.strictSame(
    [report.target.parts, report.target.bodies, report.target.volume],
    [18, 18, report.target.volume],
  );
  t.match(report.lost[0], { what: 'assembly nodes', count: 4 });
  t.notOk(
    report.lost.find(({ what }) => what === 'names'),
    'the files are called so',
  );
  t.ok(near(report.target.bounds!.max[2], whole.target.bounds!.max[2]));
});

t.test('every target', async (t) => {
  for (const target of ['stl', 'obj', 'ply', 'glb', 'gltf', 'step', 'iges', 'brep'] as const) {
    await t.test(target, async (t) => {
      const { report, files, seen } = await explode(t, boxes(), target);
      t.strictSame([...files.keys()], [`01 Würfel.${target}`, `02 block.${target}`]);
      t.ok(near(seen[0]!.volume, 6000, 1e-4) && near(seen[1]!.volume, 125, 1e-4), `${seen[1]!.volume}`);
      t.ok(near(seen[1]!.min[0], 40, 1e-4), 'placed by the node above it');
      t.equal(report.target.parts, 2);
      const area = report.target.area! * (target === 'glb' || target === 'gltf' ? 1e6 : 1);
      t.ok(near(area, TWO_BOXES.area, 1e-4), `${area}`);
      const lost = report.lost.map(({ what, count }) => [what, count]);
      t.strictSame(lost[0], ['assembly nodes', 1]);
      t.notOk(
        lost.find(([what]) => what === 'names' || what === 'separate parts'),
        JSON.stringify(lost),
      );
    });
  }
  for (const target of ['3mf', 'usdz', 'off'] as const) {
    const { files, report } = await explode(t, boxes(), target);
    t.strictSame([...files.keys()], [`01 Würfel.${target}`, `02 block.${target}`]);
    t.match(report.target, { parts: 2, triangles: 24 });
  }
});

t.test('OBJ with materials: a folder for each part', async (t) => {
  const { files, seen } = await explode(t, boxes(), 'obj', { options: { materials: true } });
  t.strictSame(
    [...files.keys()],
    ['01 Würfel/model.obj', '01 Würfel/model.mtl', '02 block/model.obj', '02 block/model.mtl'],
  );
  t.ok(near(sum(seen, 'volume'), TWO_BOXES.volume));
  t.match(files.get('01 Würfel/model.mtl')!.toString(), /newmtl red/);
  t.notMatch(
    files.get('02 block/model.mtl')!.toString(),
    /newmtl red/,
    'what another part uses is not in it',
  );
});

t.test('with select, and with one part of all', async (t) => {
  const selected = await explode(t, boxes(), 'stl', { options: { select: ['block'] } });
  t.strictSame([...selected.files.keys()], ['01 block.stl']);
  t.ok(near(sum(selected.seen, 'volume'), 125));
  const merged = await explode(t, boxes(), 'stl', { options: { parts: 'merge' } });
  t.strictSame([...merged.files.keys()], ['01 model.stl']);
  t.equal(merged.report.target.triangles, 24);
});

t.test('names of every kind are names of files', async (t) => {
  const names = [
    '../../etc/passwd',
    'a\u202egpj.exe',
    'NUL',
    '..',
    'bolt. ',
    'bolt',
    'Bolt',
    'x'.repeat(190),
    '螺栓',
    '',
  ];
  const glb = boxes((json) => {
    json.nodes = names.map((name) => ({ ...(name !== '' && { name }), mesh: 0 }));
    json.scenes = [{ nodes: names.map((_, index) => index) }];
  });
  const { files, report } = await explode(t, glb, 'ply');
  t.strictSame(
    [...files.keys()],
    [
      '01 .._.._etc_passwd.ply',
      '02 agpj.exe.ply',
      '03 NUL.ply',
      '04.ply',
      '05 bolt.ply',
      '06 bolt.ply',
      '07 Bolt.ply',
      `08 ${'x'.repeat(100)}.ply`,
      '09 螺栓.ply',
      '10 model.ply',
    ],
  );
  t.match(
    report.lost.find(({ what }) => what === 'instances'),
    { count: 9 },
  );
});

t.test('a texture that both parts use is in both files, and counted once', async (t) => {
  const png =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  const glb = boxes((json) => {
    json.images = [{ uri: `data:image/png;base64,${png}` }];
    json.textures = [{ source: 0 }];
    for (const material of json.materials) material.pbrMetallicRoughness = { baseColorTexture: { index: 0 } };
  });
  const kept = await explode(t, glb, 'glb');
  for (const bytes of kept.files.values()) t.ok(bytes.includes(Buffer.from(png, 'base64')));
  t.strictSame(
    kept.report.lost.map(({ what }) => what),
    ['assembly nodes'],
  );
  const lost = (await explode(t, glb, 'stl')).report.lost;
  t.match(
    lost.find(({ what }) => what === 'textures'),
    { count: 1 },
  );
});

t.test('a part without area gets no file; sentences are not repeated for each part', async (t) => {
  const flat = (json: LooseJson) => {
    json.nodes = [
      { name: 'flat', mesh: 0, scale: [0, 0, 0] },
      { name: 'block', mesh: 1 },
      { name: 'again', mesh: 1 },
    ];
    json.scenes = [{ nodes: [0, 1, 2] }];
  };
  const { files, report } = await explode(t, boxes(flat), 'stl');
  t.strictSame([...files.keys()], ['02 block.stl', '03 again.stl']);
  t.ok(report.warnings.some((warning) => /^1 part without a triangle/.test(warning)));
  const compressed = await explode(t, boxes(), 'glb', { options: { compression: 'quantized' } });
  t.match(compressed.report.warnings, [/^In 01 Würfel, and 1 other like it: Compression moved points by/]);
});

t.test('limits', async (t) => {
  const limits = (archive: Partial<EngineLimits['archive']>) => ({
    ...LIMITS,
    archive: { ...LIMITS.archive, ...archive },
  });
  const refused = { code: 'target_limit_exceeded' };
  await t.rejects(explode(t, boxes(), 'stl', { limits: limits({ maxEntries: 1 }) }), refused);
  await t.rejects(explode(t, boxes(), 'stl', { limits: limits({ maxInflatedBytes: 1000 }) }), refused);
  const materials = { options: { materials: true }, limits: limits({ maxEntries: 3 }) };
  await t.rejects(explode(t, boxes(), 'obj', materials), refused, 'the files of a folder count');
  const many = boxes((json) => {
    json.nodes = Array.from({ length: 100 }, () => ({ mesh: 0 }));
    json.scenes = [{ nodes: json.nodes.map((_: unknown, index: number) => index) }];
  });
  const folder = await openFolder(t);
  const job = folder.job('glb', await folder.put('many.glb', many), 'glb', { options: { explode: true } });
  const { model } = await readGltf(job.sourcePath, 'glb', LIMITS);
  await t.rejects(
    exportMesh(model, job, { ...LIMITS, maxTriangles: 1000 }, () => {}, { warnings: [] }),
    refused,
    'instances become triangles',
  );
});

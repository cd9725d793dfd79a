// Previews by real engines, read by programs that are not ours.
import { openAsBlob } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { getBounds } from '@gltf-transform/core';
import { decode } from 'fast-png';
import t, { type Test } from 'tap';
import type { ConversionBody } from '../../src/routes/conversion-schema.ts';
import { complaints, validate } from '../engines/gltf/check-gltf.ts';
import { gltfTransform } from '../engines/gltf/gltf-transform.ts';
import { cubeStl } from '../support/cube.ts';
import { runConverto } from '../support/running-converto.ts';
import { waitUntil } from '../support/wait-until.ts';

const BRACKET = fileURLToPath(new URL('../../examples/bracket.step', import.meta.url));
const TIMEOUT_MS = 600_000; // engines share the machine with whatever else runs
t.setTimeout(TIMEOUT_MS);

interface Bounds {
  min: number[];
  max: number[];
}

interface Asked {
  file: Blob;
  name: string;
  to: string;
  options?: object;
}

async function serve(t: Test, env: Record<string, string> = {}) {
  const { api } = await runConverto(t, { WORKER_CONCURRENCY: '1', ...env });
  const at = (path: string): string => `${api!.address}${path}`;
  const read = async (path: string) => (await (await fetch(at(path))).json()) as ConversionBody;

  const upload = async ({ file, name, to, options = {} }: Asked): Promise<string> => {
    const form = new FormData();
    form.set('target_format', to);
    form.set('options', JSON.stringify(options));
    form.set('preview', 'true');
    form.set('file', file, name);
    const answer = await fetch(at('/api/v1/conversions'), { method: 'POST', body: form });
    t.equal(answer.status, 201);
    return ((await answer.json()) as { id: string }).id;
  };
  const convert = async (asked: Asked): Promise<ConversionBody> => {
    const path = `/api/v1/conversions/${await upload(asked)}`;
    for (;;) {
      const conversion = await read(`${path}?wait=30`);
      if (!['pending', 'in_progress'].includes(conversion.status)) return conversion;
    }
  };
  const download = async (link: string | undefined): Promise<Uint8Array> =>
    new Uint8Array(await (await fetch(at(link!))).arrayBuffer());
  return { at, read, upload, convert, download };
}

/** What Khronos' validator and gltf-transform find in a preview; bounds in millimetres, Z-up. */
async function look(t: Test, glb: Uint8Array) {
  t.strictSame(await complaints(glb), []);
  const { info } = await validate(glb);
  const document = await (await gltfTransform()).readBinary(glb);
  const used = document.getRoot().listExtensionsUsed();
  t.ok(
    used.some(({ extensionName }) => extensionName === 'EXT_meshopt_compression'),
    'compressed',
  );
  const { min, max } = getBounds(document.getRoot().getDefaultScene()!);
  return {
    triangles: info.totalTriangleCount,
    min: [min[0] * 1000, -max[2] * 1000, min[1] * 1000],
    max: [max[0] * 1000, -min[2] * 1000, max[1] * 1000],
  };
}

function sameBox(t: Test, seen: Bounds, told: Bounds, name: string): void {
  const size = Math.max(...told.max.map((high, axis) => high - told.min[axis]!));
  for (const side of ['min', 'max'] as const) {
    for (let axis = 0; axis < 3; axis += 1) {
      const off = Math.abs(seen[side][axis]! - told[side][axis]!);
      t.ok(off < size * 0.002, `${name}: ${side} ${axis} is off by ${off}`);
    }
  }
}

/** Something in the middle of the picture, and nothing in its corners. */
function checkPicture(t: Test, png: Uint8Array): void {
  const { width, height, channels, data } = decode(png);
  t.strictSame([width, height, channels], [256, 256, 4]);
  const alpha = (x: number, y: number) => data[(y * 256 + x) * 4 + 3]!;
  for (const x of [0, 255]) for (const y of [0, 255]) t.equal(alpha(x, y), 0);
  const rows = Array.from({ length: 256 }, (_, y) => y);
  const seen = rows.flatMap((y) => rows.map((x) => [x, y] as const)).filter(([x, y]) => alpha(x, y) > 0);
  t.ok(
    seen.some(([x, y]) => x > 96 && x < 160 && y > 96 && y < 160),
    'something is in the middle',
  );
  const spread = [0, 1].map((axis) => {
    const places = seen.map((place) => place[axis]!);
    return Math.max(...places) - Math.min(...places);
  });
  t.ok(Math.max(...spread) > 230, 'it fills the picture');
  const shades = new Set(seen.map(([x, y]) => data[(y * 256 + x) * 4]));
  t.ok(shades.size > 1, 'its sides are told apart');
}

t.test('a STEP file and the STL that was made of it', async (t) => {
  const { convert, download, at } = await serve(t);
  const file = await openAsBlob(BRACKET);
  const conversion = await convert({ file, name: 'bracket.step', to: 'stl', options: { quality: 'fine' } });
  t.equal(conversion.status, 'completed');
  const { report, preview, links } = conversion;
  t.equal(report?.unit, 'mm');
  for (const [role, link] of [
    ['converted', links.preview],
    ['original', links.original_preview],
  ] as const) {
    const glb = await download(link);
    const seen = await look(t, glb);
    t.match(preview?.[role], { size_bytes: glb.length, triangles: seen.triangles });
    sameBox(t, seen, report!.bounds as Bounds, role);
  }
  t.equal(preview?.converted?.total_triangles, report?.triangles);
  t.ok(Number(report?.timings_ms.previewing) > 0);
  checkPicture(t, await download(links.thumbnail));

  const retried = await fetch(at(`${links.self}/retry`), { method: 'POST' });
  t.equal(retried.status, 201);
  t.equal((await fetch(at(links.self), { method: 'DELETE' })).status, 204);
  for (const link of [links.preview, links.original_preview, links.thumbnail])
    t.equal((await fetch(at(link!))).status, 404);
});

/** A wavy sheet of 2 × n × n triangles with `n` millimetres along its sides. */
function sheetStl(n: number): Blob {
  const file = Buffer.alloc(84 + 100 * n * n);
  file.writeUInt32LE(2 * n * n, 80);
  const height = (x: number, y: number) => 4 * Math.sin(x / 20) * Math.cos(y / 30);
  let at = 84;
  for (let x = 0; x < n; x += 1) {
    for (let y = 0; y < n; y += 1) {
      const [a, b, c, d] = [
        [x, y] as const,
        [x + 1, y] as const,
        [x + 1, y + 1] as const,
        [x, y + 1] as const,
      ];
      for (const triangle of [
        [a, b, c],
        [a, c, d],
      ]) {
        at += 12;
        for (const [u, v] of triangle) {
          at = file.writeFloatLE(u, at);
          at = file.writeFloatLE(v, at);
          at = file.writeFloatLE(height(u, v), at);
        }
        at += 2;
      }
    }
  }
  return new Blob([file]);
}

t.test('a large mesh is simplified to the budget, in the unit and frame that was said', async (t) => {
  const { convert, download } = await serve(t, { PREVIEW_TRIANGLES: '5000' });
  const options = { source_unit: 'in', target_unit: 'mm', source_up_axis: 'y', target_up_axis: 'z' };
  const conversion = await convert({ file: sheetStl(200), name: 'sheet.stl', to: 'obj', options });
  const { report, preview, links } = conversion;
  t.strictSame(report?.warnings, []);
  for (const [role, link] of [
    ['converted', links.preview],
    ['original', links.original_preview],
  ] as const) {
    const seen = await look(t, await download(link));
    t.ok(seen.triangles > 1000 && seen.triangles <= 5000, `${seen.triangles}`);
    t.match(preview?.[role], { triangles: seen.triangles, total_triangles: 80_000 });
    sameBox(t, seen, report!.bounds as Bounds, role);
  }
  checkPicture(t, await download(links.thumbnail));
});

t.test('a mesh that became CAD, and parts as an archive', async (t) => {
  const { convert, download } = await serve(t);
  const file = new Blob([new Uint8Array(cubeStl(10))]);
  const step = await convert({ file, name: 'cube.stl', to: 'step' });
  t.strictSame(
    step.report?.warnings.filter((warning) => /preview/.test(warning)),
    [],
  );
  const seen = await look(t, await download(step.links.preview));
  sameBox(t, seen, step.report!.bounds as Bounds, 'STEP');
  const zip = await convert({ file, name: 'cube.stl', to: 'obj', options: { materials: true } });
  t.equal((await look(t, await download(zip.links.preview))).triangles, 12);
  const parts = await convert({ file, name: 'cube.stl', to: 'stl', options: { explode: true } });
  t.equal(parts.links.preview, undefined);
  t.match(parts.report?.warnings.at(-1), /no preview of the result/);
  checkPicture(t, await download(parts.links.thumbnail));
});

t.test('cancelled while an engine makes previews', async (t) => {
  const { upload, read, at } = await serve(t, { PREVIEW_TRIANGLES: '100' });
  const id = await upload({ file: sheetStl(500), name: 'sheet.stl', to: 'stl' });
  const self = `/api/v1/conversions/${id}`;
  await waitUntil('previews are made', async () => (await read(self)).stage === 'previewing', 120_000);
  t.equal((await fetch(at(`${self}/cancel`), { method: 'POST' })).status, 202);
  t.match(await read(self), { status: 'cancelled', preview: undefined });
  const small = await upload({ file: sheetStl(2), name: 'sheet.stl', to: 'stl' });
  await waitUntil(
    'the engine is free for the next one',
    async () => (await read(`/api/v1/conversions/${small}`)).status === 'completed',
    120_000,
  );
});

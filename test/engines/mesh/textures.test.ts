// Textures that are made smaller: by light and alpha, by libraries that meet bytes of strangers.
import { readFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { decode, encode } from 'fast-png';
import t, { type Test } from 'tap';
import type { FormatId } from '../../../src/domain/formats.ts';
import { readGltf } from '../../../src/engines/mesh/gltf/read-gltf.ts';
import { meshEngine } from '../../../src/engines/mesh/mesh-engine.ts';
import type { Image, MeshModel } from '../../../src/engines/mesh/model.ts';
import { decodeJpeg, encodeJpeg, sizeOfJpeg } from '../../../src/engines/mesh/textures/jpeg.ts';
import { limitTextures } from '../../../src/engines/mesh/textures/limit-textures.ts';
import type { Pixels } from '../../../src/engines/mesh/textures/pixels.ts';
import { scaleDown } from '../../../src/engines/mesh/textures/scale-down.ts';
import { sizeOfImage } from '../../../src/engines/mesh/textures/size-of-image.ts';
import { unzip } from '../../support/unzip.ts';
import { LIMITS, openFolder } from '../cad/engine-jobs.ts';
import { glbOf } from '../gltf/build-gltf.ts';
import { complaints } from '../gltf/check-gltf.ts';
import { twoBoxesGltf } from './two-boxes.ts';

t.setTimeout(600_000);

const pixels = (width: number, channels: Pixels['channels'], samples: number[], wide = false): Pixels => ({
  width,
  height: samples.length / width / channels,
  channels,
  samples: wide ? Uint16Array.from(samples) : Uint8Array.from(samples),
});
const one = { width: 1, height: 1 };

t.test('the mean of light, of numbers, and of what can be seen', async (t) => {
  const checkers = pixels(2, 1, [0, 255, 255, 0]);
  t.same([...scaleDown(checkers, one, true).samples], [188], 'half the light is 188 in sRGB');
  t.same([...scaleDown(checkers, one, false).samples], [128]);
  const glass = pixels(2, 4, [200, 0, 0, 255, 0, 0, 255, 0]);
  t.same([...scaleDown(glass, one, true).samples], [200, 0, 0, 128], 'blue that nobody sees does not count');
  t.same(
    [...scaleDown(pixels(2, 2, [50, 0, 50, 0]), one, true).samples],
    [50, 0],
    'nor is it lost where all is clear',
  );
  t.same([...scaleDown(pixels(2, 1, [0, 0xffff], true), one, false).samples], [0x8000], '16 bits stay');
  const three = scaleDown(pixels(3, 1, [0, 90, 240]), { width: 2, height: 1 }, false);
  t.same([...three.samples], [30, 190], 'a pixel between two goes to both: (0 + 45) / 1.5, (45 + 240) / 1.5');
  const column = scaleDown(pixels(1, 1, [0, 90, 240, 10, 20, 30]), { width: 1, height: 2 }, false);
  t.same([...column.samples], [110, 20], 'rows that end at a border');
});

t.test('no light comes or goes', async (t) => {
  const side = fc.integer({ min: 1, max: 12 });
  fc.assert(
    fc.property(
      side,
      side,
      fc.double({ min: 0.05, max: 1, noNaN: true }),
      fc.infiniteStream(fc.nat(255)),
      (width, height, share, values) => {
        const given = pixels(width, 1, [...values.take(width * height)]);
        const to = { width: Math.ceil(width * share), height: Math.ceil(height * share) };
        const mean = ({ samples }: Pixels) =>
          Array.from<number>(samples).reduce((sum, value) => sum + value, 0) / samples.length;
        return Math.abs(mean(scaleDown(given, to, false)) - mean(given)) <= 0.5 + 1e-9;
      },
    ),
  );
  t.pass();
});

const gradient = (width: number, height: number, channels: Pixels['channels'], most = 255): Pixels => {
  const samples = Array.from({ length: width * height * channels }, (_, at) => {
    const pixel = Math.floor(at / channels);
    return at % channels === 3 ? most : Math.round(((pixel % width) / width) * most);
  });
  return pixels(width, channels, samples, most > 255);
};
const png = (given: Pixels): Uint8Array =>
  encode({ ...given, data: given.samples, depth: given.samples instanceof Uint16Array ? 16 : 8 });
const image = (bytes: Uint8Array, mediaType: Image['mediaType'] = 'image/png'): Image => ({
  bytes,
  mediaType,
});

async function limit(images: Image[], longest: number) {
  const plain = { metallic: 0, roughness: 1, baseColour: [1, 1, 1, 1] as [number, number, number, number] };
  const model: MeshModel = {
    unit: 'm',
    upAxis: 'y',
    unitKnown: true,
    nodes: [],
    meshes: [],
    materials: images.map((_, index) => ({ ...plain, baseColourImage: index })),
    images,
  };
  const warnings: string[] = [];
  const limited = await limitTextures(model, longest, warnings);
  return { images: limited.images, warnings };
}

t.test('PNG of every kind, JPEG, and nothing that is small enough', async (t) => {
  const kinds = ([1, 2, 3, 4] as const).flatMap((channels) => [
    gradient(64, 16, channels),
    gradient(64, 16, channels, 0xffff),
  ]);
  const given = [
    ...kinds.map((kind) => image(png(kind))),
    image(await encodeJpeg(gradient(64, 16, 4), true), 'image/jpeg'),
  ];
  const small = image(png(gradient(16, 16, 3)));
  const { images, warnings } = await limit([...given, small], 16);
  t.same(warnings, ['9 textures scaled down to 16 pixels.']);
  t.equal(images.at(-1), small);
  for (const [at, kind] of kinds.entries()) {
    const { width, height, channels, depth } = decode(images[at]!.bytes);
    t.same(
      [width, height, channels, depth],
      [16, 4, kind.channels, kind.samples instanceof Uint16Array ? 16 : 8],
    );
  }
  const jpeg = images[8]!.bytes;
  t.same(sizeOfJpeg(jpeg), { width: 16, height: 4 });
  const { samples } = await decodeJpeg(jpeg);
  t.ok(samples[0]! < 20 && Math.abs(samples[8 * 4]! - 128) < 12 && samples[15 * 4]! > 225, String(samples));
  t.same((await limit(given, 16)).images, images.slice(0, -1), 'the same bytes again');
});

/** A PNG chunk by chunk. */
function rawPng(
  width: number,
  height: number,
  type: number,
  data: Uint8Array,
  extra: [string, Uint8Array][] = [],
  depth = 8,
): Buffer {
  const chunk = (name: string, bytes: Uint8Array): Buffer => {
    const body = Buffer.concat([Buffer.from(name), bytes]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(bytes.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([depth, type], 8);
  const chunks = [
    ['IHDR', head] as const,
    ...extra,
    ['IDAT', data] as const,
    ['IEND', Buffer.alloc(0)] as const,
  ];
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    ...chunks.map(([name, bytes]) => chunk(name, bytes)),
  ]);
}

t.test('palettes and clear colours become alpha', async (t) => {
  const palette: [string, Uint8Array][] = [
    ['PLTE', Uint8Array.of(255, 0, 0, 0, 255, 0)],
    ['tRNS', Uint8Array.of(255, 0)],
  ];
  const indexed = rawPng(2, 2, 3, deflateSync(Uint8Array.of(0, 0, 1, 0, 0, 1)), palette);
  const packed = rawPng(2, 2, 3, deflateSync(Uint8Array.of(0, 0b01000000, 0, 0b01000000)), palette, 1);
  const clear = rawPng(4, 1, 2, deflateSync(Uint8Array.of(0, 9, 9, 9, 255, 0, 0, 255, 0, 0, 9, 9, 9)), [
    ['tRNS', Uint8Array.of(0, 9, 0, 9, 0, 9)],
  ]);
  const { images, warnings } = await limit(
    [indexed, packed, clear].map((bytes) => image(bytes)),
    1,
  );
  t.same(warnings, ['3 textures scaled down to 1 pixels.']);
  for (const { bytes } of images) {
    const { data, channels } = decode(bytes);
    t.equal(channels, 4);
    t.ok(data[0]! > 250 && data[1]! < 5 && data[3] === 128, String(data));
  }
});

t.test('damaged images and bombs keep their bytes, and nothing else suffers', async (t) => {
  const jpeg = await encodeJpeg(gradient(64, 16, 4), true);
  const huge = Buffer.from(jpeg);
  const frame = huge.indexOf(Buffer.from([0xff, 0xc0]));
  huge.writeUInt16BE(65_500, frame + 5);
  huge.writeUInt16BE(65_500, frame + 7);
  const bad = [
    image(rawPng(60_000, 60_000, 6, deflateSync(Buffer.alloc(100)))),
    image(rawPng(100, 1, 0, deflateSync(Buffer.alloc(50_000_000)))),
    image(rawPng(100, 100, 0, deflateSync(Buffer.alloc(100)))),
    image(rawPng(100, 1, 7, deflateSync(Buffer.alloc(101)))),
    image(rawPng(0, 100, 0, deflateSync(Buffer.alloc(101)))),
    image(png(gradient(64, 16, 3)).slice(0, 100)),
    image(Uint8Array.of(0x89, 0x50, 0x4e, 0x47)),
    image(jpeg.slice(0, jpeg.length - 100), 'image/jpeg'),
    image(huge, 'image/jpeg'),
    image(Uint8Array.of(0xff, 0xd8, 0xff), 'image/jpeg'),
    image(Buffer.concat([jpeg.slice(0, frame + 19), Buffer.alloc(50, 0xff)]), 'image/jpeg'),
  ];
  const good = image(jpeg, 'image/jpeg');
  const profile: [string, Uint8Array] = [
    'iCCP',
    Buffer.concat([Buffer.from('p\0\0'), deflateSync(Buffer.alloc(50_000_000))]),
  ];
  const bombInProfile = image(rawPng(64, 1, 0, deflateSync(Buffer.alloc(65)), [profile]));
  const { images, warnings } = await limit([...bad, good, bombInProfile], 16);
  t.same(images.slice(0, bad.length), bad);
  t.match(warnings, ['2 textures scaled down to 16 pixels.', /^11 textures not scaled down/]);
  t.ok(images.at(-1)!.bytes.length < 200);
  t.equal(process.exitCode, undefined, 'libjpeg wanted to exit');
});

t.test('in a conversion', async (t) => {
  const bytes = png(gradient(64, 16, 3));
  const { json, bin } = twoBoxesGltf((gltf) => {
    gltf.images = [{ uri: `data:image/png;base64,${Buffer.from(bytes).toString('base64')}` }];
    gltf.textures = [{ source: 0 }];
    for (const material of gltf.materials) material.pbrMetallicRoughness = { baseColorTexture: { index: 0 } };
  });
  const convert = async (t: Test, target: FormatId, options: Record<string, unknown>) => {
    const folder = await openFolder(t);
    const job = folder.job('glb', await folder.put('boxes.glb', glbOf(json, bin)), target, { options });
    const report = await meshEngine.convert(job, LIMITS, () => {});
    t.ok(report.warnings.includes('1 texture scaled down to 8 pixels.'), String(report.warnings));
    return job.targetPath;
  };
  const glb = await convert(t, 'glb', { texture_size: 8 });
  t.same(await complaints(readFileSync(glb)), []);
  const [image] = (await readGltf(glb, 'glb', LIMITS)).model.images;
  t.match(decode(image!.bytes), { width: 8, height: 2 });
  const expected = Buffer.from(image!.bytes);
  for (const target of ['obj', 'usdz', '3mf'] as const) {
    const options = { texture_size: 8, ...(target === 'obj' && { materials: true }) };
    const files = await unzip(readFileSync(await convert(t, target, options)));
    t.ok(
      [...files.values()].some((file) => file.equals(expected)),
      target,
    );
  }
});

t.test('the size of any JPEG and PNG is found, also of those that are not decoded', async (t) => {
  const jpeg = (marker: number, components: number, before: number[] = []) =>
    Uint8Array.from([
      ...[0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, ...before, 0xff, marker, 0, 8 + components * 3, 8],
      ...[0, 40, 1, 0, components, ...Array.from({ length: components * 3 }, () => 0), 0xff, 0xd9],
    ]);
  const sizeOf = (bytes: Uint8Array) => sizeOfImage(image(bytes, 'image/jpeg'));
  const size = { width: 256, height: 40 };
  for (const marker of [0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc9, 0xcb, 0xcf]) {
    t.same(sizeOf(jpeg(marker, 3)), size, `a frame of kind ${marker}`);
  }
  t.same(sizeOf(jpeg(0xc0, 4)), size, 'CMYK');
  t.throws(() => sizeOfJpeg(jpeg(0xc0, 4)), /4 components/, 'which is not decoded');
  t.throws(() => sizeOfJpeg(jpeg(0xc3, 3)), /kind 195/);
  t.same(sizeOf(jpeg(0xc0, 3, [0xff, 0xc4, 0, 4, 0xff, 0xc0])), size, 'tables are no frames');
  t.same(
    sizeOf(jpeg(0xc0, 3, [1, 2, 3, 0xff, 0xff, 0xff, 0, 0xff, 0xd0])),
    size,
    'libjpeg reads over these, too',
  );
  t.equal(sizeOf(jpeg(0xd9, 3)), undefined, 'none has no frame');
  t.same(sizeOfImage(image(png(gradient(16, 4, 3)))), { width: 16, height: 4 });
  t.equal(sizeOfImage(image(Buffer.from('\x89PNG'))), undefined, 'a PNG that ends there');
});

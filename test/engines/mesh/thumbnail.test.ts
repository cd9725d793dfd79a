import { readFileSync } from 'node:fs';
import { decode, encode } from 'fast-png';
import t, { type Test } from 'tap';
import type { Material, MeshModel, Primitive } from '../../../src/engines/mesh/model.ts';
import { writeThumbnail } from '../../../src/engines/mesh/thumbnail/write-thumbnail.ts';
import { CUBE_TRIANGLES } from '../../support/cube.ts';

const SIDE = 256;
const PLAIN: Material = { baseColour: [1, 1, 1, 1], metallic: 0, roughness: 0.5 };

const modelOf = (primitives: Primitive[], more: Partial<MeshModel> = {}): MeshModel => ({
  unit: 'm',
  upAxis: 'y',
  unitKnown: true,
  nodes: [{ mesh: 0 }],
  meshes: [{ primitives }],
  materials: [],
  images: [],
  ...more,
});

/** With one corner there, and those edges. */
function box([x, y, z]: readonly number[], [a, b, c]: readonly number[]): Primitive {
  const corners = Array.from({ length: 8 }, (_, at) => [
    x! + (at & 1) * a!,
    y! + ((at >> 1) & 1) * b!,
    z! + (at >> 2) * c!,
  ]);
  return {
    positions: Float32Array.from(corners.flat()),
    indices: Uint32Array.from(CUBE_TRIANGLES.flat()),
  };
}

const CUBE = box([0, 0, 0], [1, 1, 1]);

/** The picture as a program of its own decodes it. */
async function draw(t: Test, model: MeshModel) {
  const path = `${t.testdir({})}/thumbnail.png`;
  await writeThumbnail(model, path);
  const bytes = readFileSync(path);
  const { width, height, channels, data } = decode(bytes);
  t.strictSame([width, height, channels], [SIDE, SIDE, 4]);
  const at = (x: number, y: number): number[] => [
    ...data.subarray((y * SIDE + x) * 4, (y * SIDE + x) * 4 + 4),
  ];
  const places = Array.from({ length: SIDE * SIDE }, (_, place) => [place % SIDE, Math.floor(place / SIDE)]);
  const seen = places.filter(([x, y]) => at(x!, y!)[3]! > 0) as [number, number][];
  const range = (axis: 0 | 1) => {
    const along = seen.map((place) => place[axis]);
    return [along.reduce((a, b) => Math.min(a, b)), along.reduce((a, b) => Math.max(a, b))] as const;
  };
  return { bytes, at, seen, across: range(0), down: range(1) };
}

t.test('a cube fits exactly, and its three sides are told apart', async (t) => {
  const { at, across, down } = await draw(t, modelOf([CUBE]));
  t.ok(down[0] >= 5 && down[0] <= 12 && down[1] >= 243 && down[1] <= 250, `${down}`);
  t.ok(Math.abs(across[0] + across[1] - 255) <= 4, 'in the middle');
  const [top, left, right] = [at(128, 60), at(70, 160), at(190, 150)];
  for (const side of [top, left, right]) t.equal(side[3], 255);
  t.ok(top[0]! > left[0]! + 15 && top[0]! > right[0]! + 15, `light comes from above: ${[top, left, right]}`);
  t.ok(Math.abs(left[0]! - right[0]!) > 15);
  for (const x of [0, 255])
    for (const y of [0, 255]) t.strictSame(at(x, y), [0, 0, 0, 0], 'nothing behind it');
});

t.test('neither size, place nor winding changes the picture', async (t) => {
  const { bytes } = await draw(t, modelOf([CUBE]));
  const turned = { ...CUBE, indices: CUBE.indices.toReversed() };
  t.ok((await draw(t, modelOf([turned]))).bytes.equals(bytes), 'inside out');
  for (const [place, edge] of [
    [[4096, -8192, 512], 64],
    [[0, 0, 0], 2 ** -20],
    [[0, 0, 0], 2 ** 40],
  ] as const) {
    const other = await draw(t, modelOf([box(place, [edge, edge, edge])]));
    t.ok(other.bytes.equals(bytes), `${place} ${edge}`);
  }
});

t.test('a rod that is thinner than a sample does not vanish', async (t) => {
  for (const edges of [
    [1000, 0.1, 0.1],
    [0.1, 1000, 0.1],
    [0.1, 0.1, 1000],
  ]) {
    const { seen, across, down } = await draw(t, modelOf([box([0, 0, 0], edges)]));
    const axis = across[1] - across[0] > down[1] - down[0] ? 0 : 1;
    const [from, to] = axis === 0 ? across : down;
    t.ok(to - from > 235, 'it is as long as the picture');
    t.equal(new Set(seen.map((place) => place[axis])).size, to - from + 1, 'without a gap');
  }
});

t.test('a sheet is seen from both sides', async (t) => {
  const sheet = { positions: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0), indices: Uint32Array.of(0, 1, 2) };
  const front = await draw(t, modelOf([sheet]));
  const back = await draw(t, modelOf([{ ...sheet, indices: Uint32Array.of(0, 2, 1) }]));
  t.ok(front.seen.length > 10_000);
  t.ok(back.bytes.equals(front.bytes));
});

t.test('what is nearer hides what is behind it, in whatever order they come', async (t) => {
  const red: Material = { ...PLAIN, baseColour: [1, 0, 0, 1] };
  const green: Material = { ...PLAIN, baseColour: [0, 1, 0, 1] };
  const near = { ...box([0, 0, 0.9], [1, 1, 0.1]), material: 0 };
  const far = { ...box([0, 0, 0], [1, 1, 0.1]), material: 1 };
  const pictures = [await draw(t, modelOf([near, far], { materials: [red, green] }))];
  pictures.push(await draw(t, modelOf([far, near], { materials: [red, green] })));
  for (const { at } of pictures) {
    const [r, g] = at(120, 140);
    t.ok(r! > 80 && g! < 60, `${at(120, 140)}`);
  }
  t.ok(pictures[0]!.bytes.equals(pictures[1]!.bytes));
});

t.test('colours of vertices, textures and materials', async (t) => {
  const blue = Float32Array.from({ length: 32 }, (_, at) => (at % 4 < 2 ? 0 : 1));
  const vertices = await draw(t, modelOf([{ ...CUBE, colours: blue }]));
  const [red, green, onlyBlue] = vertices.at(128, 60);
  t.ok(red! < 60 && green! < 60 && onlyBlue! > 150);

  const image = encode({ width: 1, height: 2, channels: 3, data: Uint8Array.of(255, 0, 0, 0, 255, 0) });
  const uvs = Float32Array.from({ length: 16 }, (_, at) => (at % 2 === 0 ? 0 : 0.75));
  const textured = await draw(
    t,
    modelOf([{ ...CUBE, uvs, material: 0 }], {
      materials: [{ ...PLAIN, baseColourImage: 0 }],
      images: [{ mediaType: 'image/png', bytes: image }],
    }),
  );
  t.ok(textured.at(128, 60)[1]! > 150, 'the lower row of the image');
  t.ok(textured.at(128, 60)[0]! < 60);

  const broken = await draw(
    t,
    modelOf([{ ...CUBE, uvs, material: 0 }], {
      materials: [{ ...PLAIN, baseColourImage: 0 }],
      images: [{ mediaType: 'image/jpeg', bytes: Uint8Array.of(1, 2, 3) }],
    }),
  );
  t.equal(broken.at(128, 60)[3], 255, 'shown without an image that cannot be decoded');
});

t.test('black is not a hole, and what shines by itself needs no light', async (t) => {
  const look = async (material: Partial<Material>) =>
    (
      await draw(
        t,
        modelOf([{ ...CUBE, material: 0 }], {
          materials: [{ ...PLAIN, baseColour: [0, 0, 0, 1], ...material }],
        }),
      )
    ).at(70, 160);
  t.ok((await look({}))[0]! > 20);
  t.strictSame(await look({ unlit: true }), [0, 0, 0, 255]);
  t.strictSame(await look({ unlit: true, baseColour: [1, 0, 0, 1] }), [255, 0, 0, 255]);
  t.equal((await look({ emissive: [1, 0, 0] }))[0], 255);
});

t.test('glass lets through what is behind it, and a mask has holes', async (t) => {
  const glassOf = (alpha: number, alphaMode: 'BLEND' | 'MASK') =>
    draw(
      t,
      modelOf([{ ...CUBE, material: 0 }], {
        materials: [{ ...PLAIN, baseColour: [1, 1, 1, alpha], alphaMode }],
      }),
    );
  const meanAlpha = ({ at }: Awaited<ReturnType<typeof draw>>) => {
    let sum = 0;
    for (let x = 110; x < 146; x += 1) for (let y = 40; y < 76; y += 1) sum += at(x, y)[3]!;
    return sum / 36 ** 2 / 255;
  };
  const glass = meanAlpha(await glassOf(1 / 3, 'BLEND'));
  t.ok(glass > 0.3 && glass < 0.75, `two sides of it: ${glass}`);
  const path = `${t.testdir({})}/thumbnail.png`;
  const masked = modelOf([{ ...CUBE, material: 0 }], {
    materials: [{ ...PLAIN, baseColour: [1, 1, 1, 0.2], alphaMode: 'MASK' }],
  });
  await writeThumbnail(masked, path);
  t.ok(
    decode(readFileSync(path)).data.every((value) => value === 0),
    'nothing of it is there',
  );
});

t.test('instances and mirrors are drawn where they are', async (t) => {
  const mirrored = Float64Array.of(-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, -3, 0, 0, 1);
  const { at, across } = await draw(
    t,
    modelOf([CUBE], { nodes: [{ mesh: 0 }, { mesh: 0, matrix: mirrored }] }),
  );
  t.ok(across[1] - across[0] > 235);
  t.equal(at(128, 128)[3], 0, 'between the two');
});

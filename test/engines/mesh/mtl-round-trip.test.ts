import fc from 'fast-check';
import t from 'tap';
import type { Image, Material, MeshModel } from '../../../src/engines/mesh/model.ts';
import { dressMaterials } from '../../../src/engines/mesh/obj/mtl-materials.ts';
import { parseMtl } from '../../../src/engines/mesh/obj/parse-mtl.ts';
import { mtlOf, textureNames } from '../../../src/engines/mesh/obj/write-mtl.ts';

const PNG = Buffer.from('89504e470d0a1a0a', 'hex');
const unit = fc.double({ min: 0, max: 1, noNaN: true });
const place = fc.nat({ max: 2 });
const colour = fc.tuple(unit, unit, unit);

const material: fc.Arbitrary<Material> = fc
  .record(
    {
      rgb: fc.tuple(fc.double({ min: 0.01, max: 1, noNaN: true }), unit, unit),
      alpha: unit,
      metallic: unit,
      roughness: unit,
      emissive: colour,
      baseColourImage: place,
      emissiveImage: place,
      normalImage: place,
    },
    { requiredKeys: ['rgb', 'alpha', 'metallic', 'roughness'] },
  )
  .map(({ rgb, alpha, ...rest }): Material => ({ baseColour: [...rgb, alpha], ...rest }));

const image: fc.Arbitrary<Image> = fc.string({ unit: 'grapheme' }).map((name) => ({
  name,
  mediaType: 'image/png',
  bytes: PNG,
}));

const modelOf = (materials: Material[]): MeshModel => ({
  unit: 'mm',
  upAxis: 'z',
  unitKnown: true,
  nodes: [],
  meshes: [],
  materials,
  images: [],
});

const near = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((value, at) => Math.abs(value - b[at]!) < 3e-6);

t.test('any material comes back from its library', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(material, { minLength: 1, maxLength: 4 }),
      fc.array(image, { minLength: 3, maxLength: 3 }),
      async (materials, images) => {
        const textures = textureNames(images);
        if (new Set(textures.map((name) => name.toLowerCase())).size !== 3) throw new Error(`${textures}`);
        const library = materials.map((each, index) => mtlOf(each, `m${index}`, textures)).join('\n');
        const read = modelOf(materials.map((_, index) => ({ ...materials[0]!, name: `m${index}` })));
        const lost = await dressMaterials(read, ['a.mtl'], {
          async read(reference) {
            if (reference === 'a.mtl') return Buffer.from(library);
            return textures.includes(reference) ? PNG : undefined;
          },
        });
        if (lost.length > 0) throw new Error(JSON.stringify(lost));
        for (const [index, given] of materials.entries()) {
          const seen = read.materials[index]!;
          const emissive = given.emissive ?? (given.emissiveImage === undefined ? [0, 0, 0] : [1, 1, 1]);
          // Light that is rounded to none stands for that of the image.
          const isDark = emissive.every((value) => value < 1e-5);
          const same =
            near(seen.baseColour, given.baseColour) &&
            near([seen.metallic, seen.roughness], [given.metallic, given.roughness]) &&
            (isDark || near(seen.emissive ?? [0, 0, 0], emissive)) &&
            (['baseColourImage', 'emissiveImage', 'normalImage'] as const).every(
              (slot) => (seen[slot] === undefined) === (given[slot] === undefined),
            );
          if (!same) throw new Error(`${JSON.stringify(seen)} ≠ ${JSON.stringify(given)}`);
        }
      },
    ),
    { numRuns: 200, seed: 5 },
  );
  t.pass();
});

t.test('any bytes are a library or none', async (t) => {
  const word = fc.constantFrom(
    'newmtl',
    'Kd',
    'map_Kd',
    'd',
    'Tr',
    '-o',
    '-s',
    '-mm',
    '-halo',
    '1',
    '-1e999',
    'NaN',
    '\\',
    '"',
    '\n',
    '\r',
  );
  const text = fc.array(fc.oneof(word, fc.string())).map((words) => Buffer.from(words.join(' ')));
  fc.assert(
    fc.property(fc.oneof(text, fc.uint8Array({ maxLength: 200 })), (bytes) => {
      for (const { diffuse = [], opacity = 1 } of parseMtl(bytes) ?? []) {
        if (![...diffuse, opacity].every(Number.isFinite)) return false;
      }
      return true;
    }),
    { numRuns: 2000, seed: 6 },
  );
  t.pass();
});

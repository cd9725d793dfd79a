import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import type { Primitive } from '../../../src/engines/mesh/model.ts';
import { parseStepString, stepReal, stepString } from '../../../src/engines/mesh/step/part21-text.ts';
import { inspectFacetedStep } from '../../../src/engines/mesh/step/read-faceted-step.ts';
import { writeFacetedStep } from '../../../src/engines/mesh/step/write-step.ts';
import { haveSamples, samplePath } from '../../support/samples.ts';
import { readWithOcct, volumeOf } from './occt-reader.ts';
import { box, LIMITS, modelOf, modelOfOne, soup } from './shapes.ts';

const path = join(t.testdir(), 'faceted.step');

const brick = fc.record({
  size: fc.integer({ min: 1, max: 40 }).map((tenths) => tenths / 10),
  insideOut: fc.boolean(),
  open: fc.boolean(),
  loose: fc.boolean(),
  name: fc.string({ unit: 'binary', maxLength: 12 }),
  stretch: fc.tuple(...[0, 1, 2].map(() => fc.constantFrom(-3, -1, 0.5, 1, 2))),
});

t.test(
  'boxes of any size, side and place: bodies, area, volume and names are those of the boxes',
  async (t) => {
    await fc.assert(
      fc.asyncProperty(fc.array(brick, { minLength: 1, maxLength: 6 }), async (bricks) => {
        const model = modelOf(
          bricks.map(({ size, insideOut, open, loose }) => {
            const made = box({ size, insideOut, open: open ? 1 : 0 });
            return { primitives: [loose ? soup(made) : made] };
          }),
          {
            nodes: bricks.map(({ name, stretch }, mesh) => ({
              name,
              mesh,
              matrix: Float64Array.of(
                stretch[0]!,
                0,
                0,
                0,
                0,
                stretch[1]!,
                0,
                0,
                0,
                0,
                stretch[2]!,
                0,
                mesh * 500,
                0,
                0,
                1,
              ),
            })),
          },
        );
        await writeFacetedStep(model, path, 'model', false, LIMITS);
        const expected = bricks.map(({ size, stretch, open, loose }) => {
          const [x, y, z] = stretch.map((factor) => Math.abs(factor) * (loose ? Math.fround(size) : size));
          // The face that is left out is the last one of box(): a side along y and z.
          return {
            area: 2 * (x! * y! + y! * z! + z! * x!) - (open ? y! * z! : 0),
            volume: open ? 0 : x! * y! * z!,
            open,
          };
        });
        const solids = expected.filter(({ open }) => !open);
        const { measures, partNames } = inspectFacetedStep(path);
        const { success, meshes } = await readWithOcct(readFileSync(path));
        same(measures.bodies, solids.length, 'bodies');
        same(measures.area, sum(expected.map(({ area }) => area)), 'area');
        if (solids.length === bricks.length)
          same(measures.volume, sum(solids.map(({ volume }) => volume)), 'volume');
        same(success, true, 'readable');
        same(meshes.length, bricks.length, 'meshes in OCCT');
        for (const [at, { open, volume }] of expected.entries()) {
          if (!open) same(volumeOf(meshes[at]!), volume, 'volume in OCCT', 1e-5);
        }
        same(partNames.length, bricks.length, 'names');
      }),
      { numRuns: 40, seed: 11 },
    );
    t.pass();
  },
);

t.test('any text comes back from a string, any number from a real', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const quoted = stepString(text);
      same(parseStepString(quoted), text, 'text');
      same(/^[ -~]*$/.test(quoted), true, 'printable ASCII');
    }),
  );
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const real = stepReal(value, 17);
      same(Number(real), value + 0, 'number', 0);
      same(/^-?\d+\.\d*(E[+-]?\d+)?$/.test(real), true, 'grammar');
    }),
  );
  t.end();
});

t.test(
  'utah_teapot.stl is one solid of the volume that OCCT measures',
  { skip: haveSamples ? false : 'no ../shared/samples' },
  async (t) => {
    const { warnings } = await writeFacetedStep(
      modelOfOne(binaryStl('utah_teapot.stl')),
      path,
      'teapot',
      false,
      LIMITS,
    );
    t.strictSame(warnings, []);
    const { measures } = inspectFacetedStep(path);
    t.match(measures, { bodies: 1, faces: 9438 });
    // DRAW 7.6.3 on the solid that OCCT itself sewed from the STL: 526.507.
    t.ok(Math.abs(measures.volume! - 526.507) < 0.001, `${measures.volume}`);
  },
);

function binaryStl(name: string): Primitive {
  const bytes = readFileSync(samplePath(name));
  const count = bytes.readUInt32LE(80);
  const positions = Float32Array.from({ length: count * 9 }, (_, i) =>
    bytes.readFloatLE(84 + 50 * Math.floor(i / 9) + 12 + 4 * (i % 9)),
  );
  return { positions, indices: Uint32Array.from({ length: count * 3 }, (_, i) => i) };
}

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);

function same(actual: unknown, expected: unknown, what: string, relative = 1e-9): void {
  if (actual === expected) return;
  if (typeof actual === 'number' && typeof expected === 'number') {
    if (Math.abs(actual - expected) <= relative * Math.abs(expected)) return;
  }
  throw new Error(`${what}: ${JSON.stringify(actual)} is not ${JSON.stringify(expected)}`);
}

// What OCCT's kernel says of the files: valid, so many solids and shells, and the size of the mesh.
import fc from 'fast-check';
import t, { type Test } from 'tap';
import type { MeshModel, Primitive } from '../../../src/engines/mesh/model.ts';
import { checkWithOcct } from '../step/occt-reader.ts';
import { box, joined, modelOf, modelOfOne } from '../step/shapes.ts';
import { ball, insideOut, sizeOf, tilted, voxels } from './solids.ts';
import { CAD_FORMATS, writeFacets } from './write-facets.ts';

interface Case {
  name: string;
  mesh: Primitive;
  solids: number;
  /** Solids count one, their cavities and open surfaces one each. */
  shells: number;
  faces: number;
  warnings?: RegExp[];
}

const holes = voxels(9, (x, y, z) => z < 2 && !(x % 3 === 1 && y % 3 === 1));
const hollow = voxels(5, (...at) => !at.every((value) => value > 0 && value < 4));
const CASES: Case[] = [
  { name: 'a cube', mesh: voxels(3, () => true), solids: 1, shells: 1, faces: 6 },
  { name: 'a plate with nine holes', mesh: holes, solids: 1, shells: 1, faces: 6 + 9 * 4 },
  { name: 'the plate along no axis', mesh: tilted(holes), solids: 1, shells: 1, faces: 6 + 9 * 4 },
  { name: 'the plate in 32 bits', mesh: tilted(holes, true), solids: 1, shells: 1, faces: 6 + 9 * 4 },
  { name: 'a box with a cavity', mesh: hollow, solids: 1, shells: 2, faces: 12 },
  {
    name: 'the box inside out as a whole',
    mesh: insideOut(hollow),
    solids: 1,
    shells: 2,
    faces: 12,
    warnings: [/^1 closed body faced inwards: turned outwards\.$/],
  },
  {
    name: 'a ball in the cavity of a ball, with a cavity of its own',
    mesh: joined(ball(20), insideOut(ball(15)), ball(10), insideOut(ball(5))),
    solids: 2,
    shells: 4,
    faces: 4 * (2 * 12 + 6 * 12),
  },
  {
    name: 'a ball inside a ball that faces the same way is a second solid',
    mesh: joined(ball(20), ball(5)),
    solids: 2,
    shells: 2,
    faces: 2 * (2 * 12 + 6 * 12),
  },
  {
    name: 'two boxes that share a face',
    mesh: joined(box(), box({ at: [10, 0, 0] })),
    solids: 2,
    shells: 2,
    faces: 12,
  },
  {
    name: 'voxels like a chessboard',
    mesh: voxels(3, (x, y, z) => (x + y + z) % 2 === 0),
    solids: 14,
    shells: 14,
    faces: 84,
  },
  {
    name: 'a box that touches itself along an edge',
    mesh: voxels(3, touching),
    solids: 1,
    shells: 1,
    faces: 12,
  },
  {
    name: 'a cavity that touches the outside along an edge',
    mesh: voxels(4, (x, y, z) => !(x === 1 && y === 1 && z === 1) && !(x === 0 && y === 0 && z === 1)),
    solids: 1,
    shells: 1, // which of the four faces at the edge belong together is a guess; both are valid
    faces: 16,
  },
  {
    name: 'an open box',
    mesh: box({ open: 1 }),
    solids: 0,
    shells: 1,
    faces: 5,
    warnings: [/^1 of 1 bodies is not closed: written as open shells, not as solids\.$/],
  },
  {
    name: 'a Möbius strip',
    mesh: moebiusStrip(12),
    solids: 0,
    shells: 1,
    faces: 23, // two of its triangles lie in one plane
    warnings: [/not closed/, /turned round/],
  },
];

/** A bar bent round until it touches where it began. */
function touching(x: number, y: number, z: number): boolean {
  return z === 0 && !(x === 1 && y === 1) && !(x === 0 && y === 0);
}

for (const format of CAD_FORMATS) {
  for (const { name, mesh, solids, shells, faces, warnings = [] } of CASES) {
    t.test(`${format}: ${name}`, async (t) => {
      const written = await writeFacets(t, modelOfOne(mesh), format);
      t.match(written.warnings, warnings);
      t.equal(written.warnings.length, warnings.length);
      const brep = await checkWithOcct(written.bytes, format);
      t.match(brep, { valid: true, solids, shells, faces });
      t.match(written.measures, { bodies: solids, faces });
      const { area, volume } = sizeOf(mesh);
      near(t, brep.area, area, 'area');
      near(t, written.measures.area!, area, 'area read back');
      if (solids === 0) return;
      near(t, brep.volume, Math.abs(volume), 'volume');
      near(t, written.measures.volume!, Math.abs(volume), 'volume read back');
    });
  }

  t.test(`${format}: unmerged on request`, async (t) => {
    const { bytes, measures } = await writeFacets(t, modelOfOne(hollow), format, false);
    t.equal(measures.faces, hollow.indices.length / 3);
    t.match(await checkWithOcct(bytes, format), {
      valid: true,
      solids: 1,
      shells: 2,
      faces: measures.faces!,
    });
  });

  t.test(`${format}: unions of boxes at random are valid and keep their volume`, async (t) => {
    const [size, boxes] = [6, 5];
    const corner = fc.tuple(...[0, 1, 2].map(() => fc.integer({ min: 0, max: size - 1 })));
    const union = fc.array(fc.tuple(corner, corner), { minLength: 1, maxLength: boxes });
    const holes = fc.array(corner, { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(union, holes, fc.boolean(), async (union, holes, tilt) => {
        const at = (x: number, y: number, z: number): boolean =>
          !holes.some((hole) => [x, y, z].every((value, axis) => value === hole[axis])) &&
          union.some(([a, b]) =>
            [x, y, z].every(
              (value, axis) => value >= Math.min(a[axis]!, b[axis]!) && value <= Math.max(a[axis]!, b[axis]!),
            ),
          );
        const mesh = tilt ? tilted(voxels(size, at)) : voxels(size, at);
        if (mesh.indices.length === 0) return;
        const { bytes, measures, warnings } = await writeFacets(t, modelOfOne(mesh), format);
        const { volume, area } = sizeOf(mesh);
        const brep = await checkWithOcct(bytes, format);
        if (warnings.length > 0) throw new Error(warnings.join());
        if (!brep.valid) throw new Error('OCCT says that it is not valid');
        for (const [seen, expected] of [
          [brep.volume, volume],
          [measures.volume!, volume],
          [brep.area, area],
          [measures.area!, area],
          [brep.solids, measures.bodies!],
          [brep.faces, measures.faces!],
        ] as const) {
          if (Math.abs(seen - expected) > 1e-6 * expected) throw new Error(`${seen} is not ${expected}`);
        }
      }),
      { numRuns: 15, seed: 22 },
    );
    t.pass();
  });
}

t.test('parts of one model do not mix', async (t) => {
  const model: MeshModel = modelOf([{ primitives: [box()] }, { primitives: [box({ at: [10, 0, 0] })] }]);
  for (const format of CAD_FORMATS) {
    const { bytes } = await writeFacets(t, model, format);
    t.match(await checkWithOcct(bytes, format), { valid: true, solids: 2, shells: 2, faces: 12 });
  }
});

function near(t: Test, seen: number, expected: number, what: string) {
  t.ok(Math.abs(seen - expected) <= 1e-6 * expected, `${what}: ${seen}, expected ${expected}`);
}

function moebiusStrip(steps: number): Primitive {
  const positions = Array.from({ length: 2 * steps }, (_, i) => {
    const angle = (Math.floor(i / 2) / steps) * 2 * Math.PI;
    const side = i % 2 === 0 ? -3 : 3;
    const radius = 20 + side * Math.cos(angle / 2);
    return [radius * Math.cos(angle), radius * Math.sin(angle), side * Math.sin(angle / 2)];
  }).flat();
  const indices = Array.from({ length: steps }, (_, i) => {
    const [a, b] = [2 * i, 2 * i + 1];
    const [c, d] = i === steps - 1 ? [1, 0] : [2 * i + 2, 2 * i + 3];
    return [a, b, c, b, d, c];
  }).flat();
  return { positions: Float64Array.from(positions), indices: Uint32Array.from(indices) };
}

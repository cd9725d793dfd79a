import type { Test } from 'tap';
import type { EngineModule } from '../../../src/engines/engine-module.ts';
import { readGltf } from '../../../src/engines/mesh/gltf/read-gltf.ts';
import type { Primitive } from '../../../src/engines/mesh/model.ts';
import { readIndependently } from '../../support/independent-reader.ts';
import { LIMITS, openFolder } from './engine-jobs.ts';
import { plainOcct, writeBrep } from './make-cad.ts';

/** Millimetres. Each deflection is a quarter of the one before. */
const DEFLECTIONS = [0.8, 0.2, 0.05, 0.0125];

/** Closed shapes whose sizes are known from their formulas. */
async function makeShapes() {
  const oc = await plainOcct();
  const [r, tubeRadius, ringRadius, height] = [20, 15, 50, 60];
  return [
    {
      name: 'sphere',
      brep: writeBrep(oc, [new oc.BRepPrimAPI_MakeSphere_1(r).Shape()]),
      volume: (4 / 3) * Math.PI * r ** 3,
      area: 4 * Math.PI * r ** 2,
      half: [r, r, r],
    },
    {
      name: 'torus',
      brep: writeBrep(oc, [new oc.BRepPrimAPI_MakeTorus_1(ringRadius, tubeRadius).Shape()]),
      volume: 2 * Math.PI ** 2 * ringRadius * tubeRadius ** 2,
      area: 4 * Math.PI ** 2 * ringRadius * tubeRadius,
      half: [ringRadius + tubeRadius, ringRadius + tubeRadius, tubeRadius],
    },
    {
      name: 'cone',
      brep: writeBrep(oc, [new oc.BRepPrimAPI_MakeCone_1(r, 0, height).Shape()]),
      volume: (Math.PI * r ** 2 * height) / 3,
      area: Math.PI * r * (r + Math.hypot(r, height)),
      half: [r, r, height],
    },
  ];
}

/** The finer the triangles, the closer they are to the surface, as another reader measures them. */
export function testConvergence(t: Test, engine: EngineModule): void {
  t.setTimeout(240_000);

  t.test('volume and area converge with the deflection, in first order or better', async (t) => {
    const folder = await openFolder(t);
    for (const shape of await makeShapes()) {
      const source = await folder.put(`${shape.name}.brep`, shape.brep);
      const errors: { volume: number; area: number }[] = [];
      for (const deflection of DEFLECTIONS) {
        const options = {
          linear_deflection: deflection,
          linear_deflection_type: 'absolute',
          angular_deflection: 90, // or it would decide
        };
        const job = folder.job('brep', source, 'stl', { options });
        const { target } = await engine.convert(job, LIMITS, () => {});
        const seen = await readIndependently(job.targetPath, 'stl');
        t.ok(target.bodies === 1 && target.volume! > 0, `${shape.name} ${deflection}: watertight, outwards`);
        for (const axis of [0, 1, 2] as const) {
          const short = shape.half[axis]! - seen.max[axis];
          t.ok(short > -1e-4 && short < 2 * deflection, `${shape.name} ${deflection}: axis ${axis} ${short}`);
        }
        errors.push({
          volume: Math.abs(seen.volume / shape.volume - 1),
          area: Math.abs(seen.area / shape.area - 1),
        });
      }
      for (const what of ['volume', 'area'] as const) {
        const [first, last] = [errors[0]![what], errors.at(-1)![what]];
        const order = Math.log(first / last) / Math.log(DEFLECTIONS[0]! / DEFLECTIONS.at(-1)!);
        const all = errors.map((error) => error[what].toExponential(1)).join(', ');
        t.ok(order > 0.75, `${shape.name}: ${what} off by ${all}: order ${order.toFixed(2)}`);
        t.ok(last < 2e-3, `${shape.name}: ${what} off by ${last}`);
      }
    }
  });

  t.test('normals point outwards and belong to their triangles', async (t) => {
    const folder = await openFolder(t);
    for (const { name, brep } of await makeShapes()) {
      const job = folder.job('brep', await folder.put(`${name}.brep`, brep), 'glb', {
        options: { quality: 'fine' },
      });
      const report = await engine.convert(job, LIMITS, () => {});
      t.ok(report.target.volume! > 0, `${name}: the volume within the triangles is positive`);
      const { model } = await readGltf(job.targetPath, 'glb', LIMITS);
      const least = Math.min(...model.meshes.flatMap(({ primitives }) => primitives).map(leastAgreement));
      t.ok(
        least > 0.1, // the tip of a cone has one normal for all that meet there
        `${name}: the cosine of no corner is below ${least}`,
      );
    }
  });

  t.test('a quality is finer than the one before, and a deflection counts more', async (t) => {
    const folder = await openFolder(t);
    const [{ name, brep }] = (await makeShapes()) as [Awaited<ReturnType<typeof makeShapes>>[0]];
    const source = await folder.put(`${name}.brep`, brep);
    const triangles = async (options: Record<string, unknown>) =>
      (await engine.convert(folder.job('brep', source, 'stl', { options }), LIMITS, () => {})).target
        .triangles!;
    const standard = await triangles({});
    t.equal(await triangles({ quality: 'standard' }), standard);
    t.ok((await triangles({ quality: 'draft' })) < standard);
    t.ok((await triangles({ quality: 'fine' })) > standard);
    const given = { linear_deflection: 0.001, angular_deflection: 20 };
    t.equal(await triangles({ quality: 'fine', ...given }), standard);
  });
}

/** The smallest cosine between the plane of a triangle and the normal of one of its corners; slivers do not count. */
function leastAgreement({ positions, normals, indices }: Primitive): number {
  if (normals === undefined) return -1;
  let least = 1;
  for (let at = 0; at < indices.length; at += 3) {
    const [a, b, c] = [indices[at]! * 3, indices[at + 1]! * 3, indices[at + 2]! * 3] as const;
    const u = [0, 1, 2].map((axis) => positions[b + axis]! - positions[a + axis]!) as [
      number,
      number,
      number,
    ];
    const v = [0, 1, 2].map((axis) => positions[c + axis]! - positions[a + axis]!) as [
      number,
      number,
      number,
    ];
    const plane = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
    const length = Math.hypot(...plane);
    if (length < 1e-3 * Math.hypot(...u) * Math.hypot(...v)) continue;
    for (const corner of [a, b, c]) {
      const cosine = plane.reduce((sum, value, axis) => sum + value * normals[corner + axis]!, 0) / length;
      if (cosine < least) least = cosine;
    }
  }
  return least;
}

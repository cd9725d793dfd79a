// Every geometry node against figures that follow from its definition.
import t, { type Test } from 'tap';
import { polygonsOf } from '../../../src/engines/mesh/model.ts';
import { measure } from '../../../src/engines/mesh/tools/measure.ts';
import { sceneReader } from './read-scene.ts';

const scenes = sceneReader(t.testdir());

async function figures(geometry: string) {
  const { model } = await scenes.vrml(`Shape { geometry ${geometry} }`);
  return { ...measure(model, 'vrml'), primitive: model.meshes[0]!.primitives[0]!, model };
}

const near = (t: Test, value: number | undefined, expected: number, relative = 1e-9): void =>
  void t.ok(
    value !== undefined && Math.abs(value - expected) <= Math.abs(expected) * relative + 1e-12,
    `${value} is about ${expected}`,
  );

const SEGMENTS = 48;
/** Of a regular polygon of so many corners in the unit circle. */
const POLYGON = (SEGMENTS / 2) * Math.sin((2 * Math.PI) / SEGMENTS);

t.test('Box', async (t) => {
  const { area, volume, bounds, triangles, vertices, primitive } = await figures('Box { size 1 2 3 }');
  near(t, volume, 6);
  near(t, area, 22);
  t.strictSame(bounds, { min: [-0.5, -1, -1.5], max: [0.5, 1, 1.5] });
  t.strictSame([triangles, vertices], [12, 8]);
  t.equal(polygonsOf(primitive)!.sizes.length, 6);
  near(t, (await figures('Box { }')).volume, 8);
});

t.test('Cylinder', async (t) => {
  const whole = await figures('Cylinder { radius 2 height 5 }');
  near(t, whole.volume, POLYGON * 4 * 5);
  t.equal(whole.bodies, 1);
  near(t, whole.bounds!.max[1], 2.5);
  near(t, (await figures('Cylinder { }')).volume, POLYGON * 2);
  const tube = await figures('Cylinder { top FALSE bottom FALSE }');
  near(t, tube.area, SEGMENTS * 2 * Math.sin(Math.PI / SEGMENTS) * 2);
  const { normals, positions } = tube.primitive;
  for (let at = 0; at < positions.length; at += 3) {
    near(t, normals![at], positions[at]!, 1e-6);
    t.equal(normals![at + 1], 0);
  }
});

t.test('Cone', async (t) => {
  const { volume, bodies, bounds } = await figures('Cone { bottomRadius 3 height 4 }');
  near(t, volume, (POLYGON * 9 * 4) / 3);
  t.equal(bodies, 1);
  near(t, bounds!.max[1], 2);
  near(t, (await figures('Cone { side FALSE }')).area, POLYGON);
});

t.test('Sphere', async (t) => {
  const { volume, area, bodies, primitive, bounds } = await figures('Sphere { radius 2 }');
  near(t, volume, (4 / 3) * Math.PI * 8, 0.01);
  near(t, area, 4 * Math.PI * 4, 0.01);
  t.equal(bodies, 1);
  near(t, bounds!.max[1], 2);
  for (let at = 0; at < primitive.positions.length; at += 3) {
    near(t, Math.hypot(...primitive.positions.subarray(at, at + 3)), 2);
    for (let axis = at; axis < at + 3; axis += 1) {
      if (Math.abs(primitive.normals![axis]! - primitive.positions[axis]! / 2) > 1e-6) t.fail('not radial');
    }
  }
});

t.test('what was rounded is said', async (t) => {
  const { warnings } = await scenes.vrml('Shape { geometry Sphere { } } Shape { geometry Cone { } }');
  t.match(warnings, [/^Spheres, cylinders and cones \(2\) became 48 facets/]);
});

t.test('Extrusion', async (t) => {
  await t.test('by default a box', async (t) => {
    const { volume, area, bodies, bounds } = await figures('Extrusion { }');
    near(t, volume, 4);
    near(t, area, 2 * 4 + 4 * 2);
    t.equal(bodies, 1);
    t.strictSame(bounds, { min: [-1, 0, -1], max: [1, 1, 1] });
  });
  await t.test('a straight spine in any direction', async (t) => {
    for (const [x, y, z] of [
      [1, 0, 0],
      [0, 0, 1],
      [0, -1, 0],
      [0.6, 0, -0.8],
      [1, 2, 3],
    ] as const) {
      const { volume, bodies } = await figures(
        `Extrusion { spine [0 0 0, ${x} ${y} ${z}, ${2 * x} ${2 * y} ${2 * z}] }`,
      );
      near(t, volume, 4 * 2 * Math.hypot(x, y, z));
      t.equal(bodies, 1);
    }
  });
  await t.test('a frustum by scale, whose volume is known', async (t) => {
    const { volume } = await figures('Extrusion { spine [0 0 0, 0 3 0] scale [1 1, 0.5 0.5] }');
    near(t, volume, (3 / 3) * (4 + 1 + Math.sqrt(4 * 1)));
  });
  await t.test('orientation turns the section', async (t) => {
    const { volume, bounds } = await figures(
      'Extrusion { crossSection [2 1, 2 -1, -2 -1, -2 1, 2 1] orientation 0 1 0 1.5707963267948966 }',
    );
    near(t, volume, 8);
    near(t, bounds!.max[0], 1);
    near(t, bounds!.max[2], 2);
  });
  await t.test('a closed spine: a ring, by the theorem of Pappus for its polygon', async (t) => {
    const count = 64;
    const spine = Array.from({ length: count + 1 }, (_, at) => {
      const angle = ((at % count) / count) * 2 * Math.PI;
      return `${5 * Math.cos(angle)} 0 ${-5 * Math.sin(angle)}`;
    });
    const { volume, bodies } = await figures(
      `Extrusion { crossSection [.5 .5, .5 -.5, -.5 -.5, -.5 .5, .5 .5] beginCap FALSE endCap FALSE spine [${spine}] }`,
    );
    near(t, volume, 1 * 2 * Math.PI * 5, 0.01);
    t.equal(bodies, 1);
  });
  await t.test('a bent spine: the section stays square to it', async (t) => {
    const { model } = await scenes.vrml(
      'Shape { geometry Extrusion { crossSection [1 0, 0 -1, -1 0, 0 1, 1 0] spine [0 0 0, 0 1 0, 0 2 1, 0 2 2] } }',
    );
    const [primitive] = model.meshes[0]!.primitives;
    const at = (ring: number, corner: number) => [
      ...primitive!.positions.subarray((ring * 5 + corner) * 3, (ring * 5 + corner) * 3 + 3),
    ];
    // z = (after − here) × (before − here) points to −x there, y along the chord of the neighbours.
    const [front, side] = [at(1, 3), at(1, 0)];
    near(t, Math.hypot(front[0]!, front[1]! - 1, front[2]!), 1);
    near(t, Math.abs(front[0]!), 1);
    near(t, side[0]! + 1, 1);
    t.equal(measure(model, 'vrml').bodies, 1);
  });
  await t.test('a section with a notch gets caps with a notch', async (t) => {
    const { volume, bodies } = await figures(
      'Extrusion { crossSection [0 0, 1 4, 4 0, 1 -4, 0 0] spine [0 0 0, 0 1 0] ccw FALSE }',
    );
    near(t, Math.abs(volume!), 4 * 4);
    t.equal(bodies, 1);
  });
  await t.test('an open section with a cap: a can that is cut in half', async (t) => {
    const { bodies, triangles } = await figures('Extrusion { crossSection [1 0, 0 -1, -1 0] }');
    t.strictSame([bodies, triangles], [0, 4 + 2]);
  });
  await t.test('ccw FALSE turns it inside out', async (t) => {
    near(t, (await figures('Extrusion { ccw FALSE }')).volume, -4);
  });
});

t.test('ElevationGrid', async (t) => {
  const flat = await figures(
    'ElevationGrid { xDimension 3 zDimension 2 xSpacing 2 zSpacing 5 height [1 1 1 1 1 1] }',
  );
  near(t, flat.area, 4 * 5);
  t.strictSame(flat.bounds, { min: [0, 1, 0], max: [4, 1, 5] });
  const [a, b, c] = flat.primitive.indices;
  const y = ([p, q]: number[]): number => flat.primitive.positions[p! * 3 + q!]!;
  const cross =
    (y([b!, 2]) - y([a!, 2])) * (y([c!, 0]) - y([a!, 0])) -
    (y([b!, 0]) - y([a!, 0])) * (y([c!, 2]) - y([a!, 2]));
  t.ok(cross > 0, 'seen from above');
  const slope = await figures('ElevationGrid { xDimension 2 zDimension 2 height [0 1 0 1] }');
  near(t, slope.area, Math.SQRT2);
  await t.test('colours for each quad', async (t) => {
    const { primitive } = await figures(
      'ElevationGrid { xDimension 3 zDimension 2 height [0 0 0 0 0 0] colorPerVertex FALSE color Color { color [1 0 0, 0 0 1] } }',
    );
    t.equal(primitive.positions.length / 3, 8, 'the quads share no vertex');
    t.strictSame([...primitive.colours!.subarray(0, 4)], [1, 0, 0, 1]);
  });
});

const TETRA = 'Coordinate { point [0 0 0, 1 0 0, 0 1 0, 0 0 1] }';

t.test('the sets of triangles and quads of X3D', async (t) => {
  for (const [set, faces] of [
    [`IndexedTriangleSet { index [0 2 1, 0 1 3, 0 3 2, 1 2 3] coord ${TETRA} }`, 4],
    [`IndexedTriangleFanSet { index [0 2 1 3 2 -1, 1 2 3 -1] coord ${TETRA} }`, 4],
    [`IndexedTriangleStripSet { index [0 2 1 3 0 2] coord ${TETRA} }`, 4],
    [
      'TriangleSet { coord Coordinate { point [0 0 0 0 1 0 1 0 0  0 0 0 1 0 0 0 0 1  0 0 0 0 0 1 0 1 0  1 0 0 0 1 0 0 0 1] } }',
      4,
    ],
    [
      'TriangleFanSet { fanCount [5 3] coord Coordinate { point [0 0 0 0 1 0 1 0 0 0 0 1 0 1 0  1 0 0 0 1 0 0 0 1] } }',
      4,
    ],
    ['TriangleStripSet { stripCount 6 coord Coordinate { point [0 0 0 0 1 0 1 0 0 0 0 1 0 0 0 0 1 0] } }', 4],
  ] as const) {
    const { volume, triangles } = await figures(set);
    t.equal(triangles, faces, set);
    near(t, volume, 1 / 6);
  }
  const quads = await figures(
    'IndexedQuadSet { index [0 1 2 3] coord Coordinate { point [0 0 0 1 0 0 1 1 0 0 1 0] } }',
  );
  t.strictSame([...polygonsOf(quads.primitive)!.corners].length, 4);
  t.equal((await figures('QuadSet { coord Coordinate { point [0 0 0 1 0 0 1 1 0 0 1 0] } }')).area, 1);
});

t.test('IndexedFaceSet', async (t) => {
  await t.test('a concave polygon without the end of the last face', async (t) => {
    const { area, triangles, primitive } = await figures(
      'IndexedFaceSet { convex FALSE coord Coordinate { point [0 0 0 4 0 0 1 1 0 4 4 0 0 4 0] } coordIndex [0 1 2 3 4] }',
    );
    near(t, area, 10);
    t.equal(triangles, 3);
    t.strictSame([...polygonsOf(primitive)!.corners], [0, 1, 2, 3, 4]);
  });
  await t.test('ccw FALSE', async (t) => {
    const faces = `coord ${TETRA} coordIndex [0 2 1 -1 0 1 3 -1 0 3 2 -1 1 2 3 -1]`;
    near(t, (await figures(`IndexedFaceSet { ${faces} }`)).volume, 1 / 6);
    near(t, (await figures(`IndexedFaceSet { ccw FALSE ${faces} }`)).volume, -1 / 6);
  });
  await t.test('normals, colours and texture coordinates with lists of their own', async (t) => {
    const { primitive } = await figures(`IndexedFaceSet {
      coord Coordinate { point [0 0 0, 1 0 0, 1 1 0, 0 1 0] } coordIndex [0 1 2 -1 0 2 3 -1]
      normalPerVertex FALSE normal Normal { vector [0 0 1, 0 1 0] } normalIndex [1 0]
      color Color { color [1 0 0, 0 1 0, 0 0 1] } colorIndex [0 1 2 -1 0 2 2 -1]
      texCoord TextureCoordinate { point [0 0, 1 0.25] } texCoordIndex [0 1 1 -1 0 1 0 -1] }`);
    t.equal(primitive.positions.length / 3, 6);
    t.strictSame([...primitive.normals!.subarray(0, 3)], [0, 1, 0]);
    t.strictSame([...primitive.normals!.subarray(9, 12)], [0, 0, 1]);
    t.strictSame([...primitive.colours!.subarray(4, 8)], [0, 1, 0, 1]);
    t.strictSame([...primitive.uvs!.subarray(0, 4)], [0, 1, 1, 0.75], 'v runs downwards in a model');
  });
  await t.test('colours for each face without a list; faces of two corners count', async (t) => {
    const { primitive } = await figures(`IndexedFaceSet {
      coord Coordinate { point [0 0 0, 1 0 0, 1 1 0, 0 1 0] } coordIndex [0 1 -1 0 1 2 -1 0 2 3 -1]
      colorPerVertex FALSE color ColorRGBA { color [1 1 1 1, 1 0 0 0.5, 0 0 1 1] } }`);
    t.strictSame([...primitive.colours!.subarray(0, 4)], [1, 0, 0, 0.5]);
    t.strictSame([...primitive.colours!.subarray(12, 16)], [0, 0, 1, 1]);
  });
  await t.test('creaseAngle smooths what bends less', async (t) => {
    const roof = (angle: number) => `IndexedFaceSet { creaseAngle ${angle}
      coord Coordinate { point [-1 0 0, 0 0.2 0, 1 0 0, -1 0 1, 0 0.2 1, 1 0 1] } coordIndex [0 3 4 1 -1 1 4 5 2 -1] }`;
    t.equal((await figures(roof(0))).primitive.normals, undefined);
    t.equal((await figures(roof(0.1))).primitive.positions.length / 3, 8, 'the ridge is sharp');
    const smooth = (await figures(roof(1))).primitive;
    t.equal(smooth.positions.length / 3, 6);
    t.equal(polygonsOf(smooth)!.sizes.length, 2);
  });
});

// Whatever a model has that USD can hold is there again after it was written and read.
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import t from 'tap';
import type { Material, MeshModel, MeshNode, Primitive } from '../../../src/engines/mesh/model.ts';
import { readMesh } from '../../../src/engines/mesh/read-mesh.ts';
import { effectiveColours } from '../../../src/engines/mesh/tools/colour.ts';
import { worldMatrices } from '../../../src/engines/mesh/tools/flatten.ts';
import { countPolygons } from '../../../src/engines/mesh/tools/polygons.ts';
import { writeUsdz } from '../../../src/engines/mesh/usd/write-usdz.ts';
import { LIMITS } from '../mesh/shapes.ts';
import { PIXEL, richModel } from './rich-model.ts';

t.setTimeout(600_000); // seconds each, more on a busy machine
const folder = t.testdir();

const float = (bound: number) => fc.float({ min: -bound, max: bound, noNaN: true });
const unit = fc.integer({ min: 0, max: 256 }).map((value) => value / 256);
const floats = (length: number, item: fc.Arbitrary<number>) =>
  fc.array(item, { minLength: length, maxLength: length }).map((values) => Float32Array.from(values));

const axisVectors = fc.constantFrom([1, 0, 0], [0, -1, 0], [0, 0, 1], [0.6, 0, 0.8]);

const MATERIALS = 3;

/** The material after those that are made at random: it has an image on each set, and none in place of colours. */
const ON_BOTH = MATERIALS;
const onBoth: Material = {
  name: 'both',
  baseColour: [1, 1, 1, 1],
  metallic: 0,
  roughness: 1,
  alphaMode: 'OPAQUE',
  normalImage: 0,
  occlusionImage: 1,
  onSecondUvs: ['occlusionImage'],
};

/** A mesh whose primitives all have the same attributes: what is one UsdGeomMesh. */
const mesh = fc
  .record({ hasNormals: fc.boolean(), uvSets: fc.nat({ max: 2 }), hasColours: fc.boolean() })
  .chain(({ hasNormals, uvSets, hasColours }) => {
    const primitive = fc.integer({ min: 3, max: 8 }).chain((count) =>
      fc
        .record(
          {
            positions: floats(count * 3, float(2 ** 10)),
            indices: fc
              .array(fc.nat({ max: count - 1 }), { minLength: 3, maxLength: 18 })
              .map((corners) => Uint32Array.from(corners.slice(0, corners.length - (corners.length % 3)))),
            material: fc.nat({ max: MATERIALS - 1 }),
            normals: fc
              .array(axisVectors, { minLength: count, maxLength: count })
              .map((vectors) => Float32Array.from(vectors.flat())),
            uvs: floats(count * 2, unit),
            secondUvs: floats(count * 2, unit),
            colours: floats(count * 4, unit),
          },
          {
            requiredKeys: ['positions', 'indices', 'normals', 'uvs', 'secondUvs', 'colours'],
          },
        )
        .map(({ normals, uvs, secondUvs, colours, ...rest }) => ({
          ...rest,
          ...(hasNormals && { normals }),
          ...(uvSets > 0 && { uvs }),
          ...(uvSets > 1 && { secondUvs, material: ON_BOTH }),
          ...(hasColours && { colours }),
        })),
    );
    return fc.array(primitive, { minLength: 1, maxLength: 3 });
  })
  .map((primitives) => ({ primitives: primitives as Primitive[] }));

const material: fc.Arbitrary<Material> = fc
  .record(
    {
      name: fc.constantFrom('Red', 'rot', 'r ö t', '1'),
      baseColour: fc.tuple(unit, unit, unit, unit),
      metallic: unit,
      roughness: unit,
      emissive: fc.tuple(unit, unit, fc.constant(1)),
      alphaMode: fc.constantFrom('OPAQUE' as const, 'BLEND' as const, 'MASK' as const),
    },
    { requiredKeys: ['name', 'baseColour', 'metallic', 'roughness', 'alphaMode'] },
  )
  .map((given) => (given.alphaMode === 'MASK' ? { ...given, alphaCutoff: 0.25 } : given) as Material);

const name = fc
  .string({ unit: 'binary', minLength: 1 })
  .filter((text) => text.replaceAll('\0', '') !== '' && text.length < 500);

const matrix = fc
  .tuple(fc.nat({ max: 2 }), fc.constantFrom(1, 2, -1, 0.5), float(100), float(100), float(100))
  .map(([axis, scale, x, y, z]) => {
    const m = new Float64Array(16);
    m[axis * 4 + axis] = scale;
    m[((axis + 1) % 3) * 4 + ((axis + 2) % 3)] = 1;
    m[((axis + 2) % 3) * 4 + ((axis + 1) % 3)] = -1;
    m.set([x + 0, y + 0, z + 0, 1], 12);
    return m;
  });

const model: fc.Arbitrary<MeshModel> = fc.integer({ min: 1, max: 3 }).chain((meshes) =>
  fc.record({
    unit: fc.constantFrom('m' as const, 'mm' as const, 'in' as const),
    upAxis: fc.constantFrom('y' as const, 'z' as const),
    unitKnown: fc.constant(true),
    materials: fc
      .array(material, { minLength: MATERIALS, maxLength: MATERIALS })
      .map((materials) => [...materials, onBoth]),
    meshes: fc.array(mesh, { minLength: meshes, maxLength: meshes }),
    nodes: fc
      .array(
        fc.record(
          { name, parent: fc.nat({ max: 1000 }), matrix, mesh: fc.nat({ max: meshes - 1 }) },
          { requiredKeys: ['name'] },
        ),
        { maxLength: 8 },
      )
      .map((list) => {
        const shown: MeshNode[] = Array.from({ length: meshes }, (_, at) => ({
          name: `mesh ${at}`,
          mesh: at,
        }));
        return [...shown, ...(list as MeshNode[])].map(({ parent, ...node }, index) =>
          parent === undefined || index === 0 ? node : { ...node, parent: parent % index },
        );
      }),
    images: fc.constant([0, 1].map(() => ({ mediaType: 'image/png' as const, bytes: PIXEL }))),
  }),
);

/** Every part with the names above it, its corners in the world, and its materials; in an order that does not matter. */
function partsOf(given: MeshModel): string[] {
  const world = worldMatrices(given.nodes);
  return given.nodes
    .flatMap((node, index) => {
      if (node.mesh === undefined) return [];
      const names: string[] = [];
      for (
        let at: MeshNode | undefined = node;
        at;
        at = at.parent === undefined ? undefined : given.nodes[at.parent]
      ) {
        const shown = at.name!.replaceAll('\0', '');
        if (names[0] !== shown) names.unshift(shown); // a mesh beside other nodes has a prim of the same name
      }
      const primitives = given.meshes[node.mesh]!.primitives.map((each) => ({
        material:
          each.material === undefined ? undefined : seenMaterial(given.materials[each.material]!, each),
        corners: cornersOf(each, given.materials),
      }));
      return JSON.stringify({ names, place: [...(world[index] ?? IDENTITY)].map(rounded), primitives });
    })
    .sort();
}

const IDENTITY = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
const rounded = (value: number): number => Math.round(value * 1e6) / 1e6 + 0;

/** Without what the vertices say in its place. */
function seenMaterial(given: Material, { colours }: Primitive) {
  const { name: shown, baseColour, metallic, roughness, emissive, alphaMode, alphaCutoff } = given;
  const colour = alphaMode === 'OPAQUE' ? [...baseColour.slice(0, 3), 1] : baseColour;
  return {
    shown,
    colour: colours ? undefined : colour,
    metallic,
    roughness,
    emissive,
    alphaMode,
    alphaCutoff,
  };
}

function cornersOf(primitive: Primitive, materials: Material[]): number[][] {
  const { positions, normals, uvs, secondUvs, colours, indices } = primitive;
  const shown = colours && effectiveColours(primitive, materials);
  return [...indices].map((vertex) =>
    [
      ...positions.subarray(vertex * 3, vertex * 3 + 3),
      ...(normals?.subarray(vertex * 3, vertex * 3 + 3) ?? []),
      ...(uvs?.subarray(vertex * 2, vertex * 2 + 2) ?? []),
      ...(secondUvs?.subarray(vertex * 2, vertex * 2 + 2) ?? []),
      ...(shown?.subarray(vertex * 4, vertex * 4 + 4) ?? []),
    ].map(rounded),
  );
}

let runs = 0;
async function throughUsdz(given: MeshModel) {
  const path = join(folder, `${++runs}.usdz`);
  await writeUsdz(given, path, 'upload');
  return readMesh('usdz', { path, options: {}, limits: LIMITS });
}

/** Several roots were given one above them. */
const withoutWrapper = (parts: string[]): string[] =>
  parts.map((part) => part.replace('"names":["upload",', '"names":[')).sort();

t.test('what is written as USDZ is read again', async (t) => {
  await fc.assert(
    fc.asyncProperty(model, async (given) => {
      const { model: read, lost, warnings } = await throughUsdz(given);
      if (lost.length + warnings.length > 0) throw new Error(JSON.stringify({ lost, warnings }));
      if (read.unit !== given.unit || read.upAxis !== given.upAxis) throw new Error('another frame');
      const [seen, expected] = [withoutWrapper(partsOf(read)), partsOf(given)];
      // Primitives of one material are one in the file.
      if (!isDeepStrictEqual(merged(seen), merged(expected))) {
        throw new Error(`${merged(seen).join('\n')}\n≠\n${merged(expected).join('\n')}`);
      }
    }),
    { numRuns: 80, seed: 20260101 },
  );
  t.ok(runs >= 80);
});

function merged(parts: string[]): string[] {
  return parts.map((part) => {
    const { primitives, ...rest } = JSON.parse(part) as {
      primitives: { material: unknown; corners: number[][] }[];
    };
    const byMaterial = new Map<string, number[][]>();
    for (const { material: key, corners } of primitives) {
      const known = byMaterial.get(JSON.stringify(key ?? null)) ?? [];
      byMaterial.set(JSON.stringify(key ?? null), [...known, ...corners]);
    }
    return JSON.stringify({ ...rest, primitives: [...byMaterial].sort() });
  });
}

t.test('instances stay instances of one mesh, textures keep their bytes', async (t) => {
  const given = richModel();
  const { model: read } = await throughUsdz(given);
  const wheels = read.nodes.filter(({ name: shown }) => shown === 'wheel');
  t.equal(wheels.length, 2);
  t.equal(wheels[0]!.mesh, wheels[1]!.mesh);
  t.equal(read.meshes[wheels[0]!.mesh!]!.name, 'Wheel');
  t.strictSame(
    read.images.map(({ mediaType, bytes }) => [mediaType, Buffer.from(bytes)]),
    given.images.map(({ mediaType, bytes }) => [mediaType, bytes]),
  );
  const textured = read.materials.find(({ baseColourImage }) => baseColourImage === 0);
  t.match(textured, { name: 'Textur', baseColour: [1, 0.5, 0.5, 1] });
});

t.test('primitives with and without normals become parts of the same name', async (t) => {
  const given = richModel();
  const [{ normals }] = given.meshes[0]!.primitives as [Primitive];
  given.meshes[1]!.primitives[1] = { ...given.meshes[1]!.primitives[1]!, normals: normals! };
  const { model: read } = await throughUsdz(given);
  t.equal(
    read.nodes.filter(({ name: shown, mesh: place }) => shown === '2 of\nthem' && place !== undefined).length,
    2,
  );
});

t.test('polygons come back as polygons', async (t) => {
  const given = richModel();
  const [wheel] = given.meshes[0]!.primitives;
  const indices = Uint32Array.of(0, 2, 3, 0, 3, 1, 4, 5, 7);
  Object.assign(wheel!, {
    indices,
    polygons: { indices, sizes: Uint32Array.of(4, 3), corners: Uint32Array.of(0, 2, 3, 1, 4, 5, 7) },
  });
  const { model: read } = await throughUsdz(given);
  const seen = read.meshes.find(({ name: shown }) => shown === 'Wheel')!.primitives[0]!;
  t.equal(countPolygons(seen), 1);
  t.strictSame([...seen.polygons!.sizes], [4, 3]);
});

t.test('every texture of a material, and what it is multiplied with', async (t) => {
  const { meshes, nodes, ...given } = richModel();
  const [first, second] = [PIXEL, Buffer.concat([PIXEL, Buffer.from('other')])];
  const painted: Material = {
    name: 'all',
    baseColour: [1, 0.5, 0.25, 0.5],
    baseColourImage: 0,
    metallic: 0.75,
    roughness: 0.25,
    metallicRoughnessImage: 1,
    normalImage: 1,
    normalScale: 0.5,
    occlusionImage: 1,
    occlusionStrength: 0.25,
    emissive: [1, 0.5, 0],
    emissiveStrength: 4,
    emissiveImage: 0,
    alphaMode: 'BLEND',
  };
  const textured = { ...meshes[1]!.primitives[0]!, material: 0 };
  const { model: read, lost } = await throughUsdz({
    ...given,
    materials: [painted],
    images: [first, second].map((bytes) => ({ mediaType: 'image/png' as const, bytes })),
    meshes: [{ primitives: [textured] }],
    nodes: [{ name: 'n', mesh: 0 }],
  });
  t.strictSame(lost, []);
  t.strictSame(read.materials, [painted]);
  t.strictSame(
    read.images.map(({ bytes }) => bytes.length),
    [first.length, second.length],
  );
});

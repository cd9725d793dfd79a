import fc from 'fast-check';
import type { Material, Mesh, MeshModel, MeshNode, Primitive } from '../../../src/engines/mesh/model.ts';
import { PNG } from './build-3mf.ts';

const finite = { noNaN: true, noDefaultInfinity: true } as const;
const byte = fc.integer({ min: 0, max: 255 });
/** The formula of IEC 61966-2-1. */
const linearOfByte = (value: number): number =>
  Math.fround(value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);

const name = fc.option(fc.constantFrom('a', 'part 1', '<&"\'>', 'größe 😀'), { nil: undefined });
const named = (made: string | undefined) => (made === undefined ? {} : { name: made });

/** Colours that 8 bits hold, as 3MF does. */
const material: fc.Arbitrary<Material> = fc
  .record({ name, bytes: fc.tuple(byte, byte, byte, byte), isTextured: fc.boolean() })
  .map(({ name, bytes: [red, green, blue, alpha], isTextured }) => ({
    ...named(name),
    baseColour: isTextured
      ? [1, 1, 1, 1]
      : [linearOfByte(red), linearOfByte(green), linearOfByte(blue), Math.fround(alpha / 255)],
    metallic: 0,
    roughness: 0.5,
    ...(isTextured ? { baseColourImage: 0 } : alpha < 255 ? { alphaMode: 'BLEND' as const } : {}),
  }));

const primitive = (materials: number): fc.Arbitrary<Primitive> =>
  fc.integer({ min: 4, max: 12 }).chain((vertices) => {
    const list = <T>(item: fc.Arbitrary<T>, length: number) =>
      fc.array(item, { minLength: length, maxLength: length });
    return fc
      .record(
        {
          positions: list(fc.double({ ...finite, min: -3e38, max: 3e38 }), vertices * 3).map((values) =>
            Float64Array.from(values),
          ),
          // Two equal corners make no triangle; those at equal points are left out before anything is written.
          triangles: fc.array(fc.uniqueArray(fc.nat(vertices - 1), { minLength: 3, maxLength: 3 }), {
            minLength: 1,
            maxLength: 9,
          }),
          uvs: list(fc.integer({ min: 0, max: 64 }), vertices * 2).map((values) =>
            Float32Array.from(values, (value) => value / 64),
          ),
          colours: list(fc.tuple(byte, byte, byte, byte), vertices).map((values) =>
            Float32Array.from(
              values.flatMap(([r, g, b, a]) => [linearOfByte(r), linearOfByte(g), linearOfByte(b), a / 255]),
            ),
          ),
          material: fc.nat(materials - 1),
        },
        { requiredKeys: ['positions', 'triangles'] },
      )
      .map(
        ({ triangles, ...rest }) => ({ ...rest, indices: Uint32Array.from(triangles.flat()) }) as Primitive,
      );
  });

const number = fc.double({ ...finite, min: -1000, max: 1000 });
const matrix = fc
  .array(number, { minLength: 12, maxLength: 12 })
  .map((values) =>
    Float64Array.from(
      [0, 1, 2, 3].flatMap((column) => [...values.slice(column * 3, column * 3 + 3), column === 3 ? 1 : 0]),
    ),
  );

/** Any tree over any meshes, with everything that 3MF can hold; instances too. */
export const randomModel: fc.Arbitrary<MeshModel> = fc
  .record({ materials: fc.array(material, { minLength: 1, maxLength: 4 }) })
  .chain(({ materials }) =>
    fc.record({
      materials: fc.constant(materials),
      meshes: fc.array(
        fc.record({
          name,
          primitives: fc.array(primitive(materials.length), { minLength: 1, maxLength: 3 }),
        }),
        { minLength: 1, maxLength: 3 },
      ),
      nodes: fc.array(
        fc.record({
          name,
          parent: fc.option(fc.nat(20)),
          mesh: fc.option(fc.nat(20)),
          matrix: fc.option(matrix),
        }),
        { minLength: 1, maxLength: 8 },
      ),
      unit: fc.constantFrom('um', 'mm', 'cm', 'm', 'in', 'ft'),
    }),
  )
  .map(({ materials, meshes, nodes, unit }) => ({
    unit: unit as MeshModel['unit'],
    upAxis: 'z',
    unitKnown: true,
    materials,
    meshes: meshes.map(({ name, primitives }): Mesh => ({ ...named(name), primitives })),
    images: [{ mediaType: 'image/png', bytes: PNG }],
    nodes: nodes.map(({ name, parent, mesh, matrix }, index): MeshNode => {
      const shown = index === 0 ? 0 : mesh;
      return {
        ...named(name),
        ...(parent !== null && index > 0 && { parent: parent % index }),
        ...(shown !== null && { mesh: shown % meshes.length }),
        ...(matrix !== null && { matrix }),
      };
    }),
  }));

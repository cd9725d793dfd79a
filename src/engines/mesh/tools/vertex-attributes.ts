import type { Primitive } from '../model.ts';

/** What a primitive may have for its vertices beside their places: how many numbers for each. */
const WIDTHS = { normals: 3, uvs: 2, secondUvs: 2, colours: 4 } as const;

export type AttributeName = keyof typeof WIDTHS;
export type Attributes = Pick<Primitive, AttributeName>;

export const ATTRIBUTE_NAMES = Object.keys(WIDTHS) as AttributeName[];

/** Those that are there. */
export function attributesOf(
  given: Attributes,
): { name: AttributeName; array: Float32Array; width: number }[] {
  return ATTRIBUTE_NAMES.flatMap((name) => {
    const array = given[name];
    return array === undefined ? [] : [{ name, array, width: WIDTHS[name] }];
  });
}

/** The same attributes with other numbers. */
export function mapAttributes(
  given: Attributes,
  change: (array: Float32Array, width: number) => Float32Array,
): Attributes {
  const changed: Attributes = {};
  for (const { name, array, width } of attributesOf(given)) changed[name] = change(array, width);
  return changed;
}

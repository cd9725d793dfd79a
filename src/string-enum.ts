import { Kind, type TSchema, type TUnsafe, Type, TypeRegistry } from '@sinclair/typebox';

TypeRegistry.Set<TSchema & { enum: string[] }>('StringEnum', (schema, value) =>
  schema.enum.includes(value as string),
);

/** One of several strings, as a JSON Schema `enum`: easier to read in OpenAPI than a union of constants. */
export const StringEnum = <const T extends readonly string[]>(
  values: T,
  options: { default?: T[number]; description?: string } = {},
): TUnsafe<T[number]> =>
  Type.Unsafe<T[number]>({ [Kind]: 'StringEnum', type: 'string', enum: [...values], ...options });

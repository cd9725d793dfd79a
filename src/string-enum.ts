import { Kind, type TSchema, type TUnsafe, Type, TypeRegistry } from '@sinclair/typebox';
import type { ValueError } from '@sinclair/typebox/errors';

TypeRegistry.Set<TSchema & { enum: string[] }>('StringEnum', (schema, value) =>
  schema.enum.includes(value as string),
);

/** One of several strings, as a JSON Schema `enum`: easier to read in OpenAPI than a union of constants. */
export const StringEnum = <const T extends readonly string[]>(
  values: T,
  options: { default?: T[number]; description?: string } = {},
): TUnsafe<T[number]> =>
  Type.Unsafe<T[number]>({ [Kind]: 'StringEnum', type: 'string', enum: [...values], ...options });

/** One sentence without its full stop; names the choices where there are some. */
export function describeValueError({ schema, message }: Pick<ValueError, 'schema' | 'message'>): string {
  return schema[Kind] === 'StringEnum' ? `Expected one of ${(schema.enum as string[]).join(', ')}` : message;
}

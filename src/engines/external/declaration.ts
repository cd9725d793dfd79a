import { type Static, Type } from '@sinclair/typebox';

const MIB = 1024 * 1024;
const Name = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,31}$' });
const strict = { additionalProperties: false };

const DeclaredFormat = Type.Object(
  {
    id: Name,
    name: Type.String({ minLength: 1, maxLength: 80 }),
    /** Lower case, with the dot. */
    extensions: Type.Array(Type.String({ pattern: '^\\.[a-z0-9]{1,16}$' }), { minItems: 1, maxItems: 8 }),
    media_type: Type.Optional(Type.String({ pattern: '^[\\w.+-]+/[\\w.+-]+$' })),
    /** What files begin with, one of these, each as hexadecimal digits. */
    magic: Type.Optional(Type.Array(Type.String({ pattern: '^([0-9A-Fa-f]{2}){1,64}$' }), { minItems: 1 })),
  },
  strict,
);

const described = { description: Type.Optional(Type.String({ maxLength: 500 })) };

/** Texts are one of a list: what a stranger may choose must not be read as a flag or a path. */
const DeclaredOption = Type.Union([
  Type.Object(
    {
      type: Type.Literal('choice'),
      values: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { minItems: 1, maxItems: 100 }),
      default: Type.String(),
      ...described,
    },
    strict,
  ),
  Type.Object(
    {
      type: Type.Literal('number'),
      minimum: Type.Number(),
      maximum: Type.Number(),
      default: Type.Number(),
      ...described,
    },
    strict,
  ),
]);

const DeclaredEngine = Type.Object(
  {
    name: Name,
    version: Type.Optional(Type.String({ minLength: 1, maxLength: 80 })),
    source_formats: Type.Array(Name, { minItems: 1, maxItems: 100 }),
    /** What the program writes: a format that converto reads. It converts that to everything else. */
    output_format: Name,
    /** Program and arguments; no shell is between. {input}, {output}, {scratch} and {option.x} are replaced. */
    command: Type.Array(Type.String({ maxLength: 4096 }), { minItems: 1, maxItems: 200 }),
    environment: Type.Optional(Type.Record(Type.String({ pattern: '^[A-Za-z_]\\w*$' }), Type.String())),
    options: Type.Optional(Type.Record(Type.String({ pattern: '^[a-z][a-z0-9_]{0,39}$' }), DeclaredOption)),
    timeout_seconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 86_400 })),
    memory_bytes: Type.Optional(Type.Integer({ minimum: MIB })),
    /** Of everything in its scratch folder, the copy of the input apart. */
    disk_bytes: Type.Optional(Type.Integer({ minimum: 1, default: 4096 * MIB })),
    progress: Type.Optional(
      Type.Object(
        {
          stream: Type.Optional(Type.Union([Type.Literal('stdout'), Type.Literal('stderr')])),
          /** Its first group is the number. */
          pattern: Type.String({ minLength: 1, maxLength: 500 }),
          /** What the number is at the end. */
          total: Type.Optional(Type.Number({ exclusiveMinimum: 0, default: 100 })),
        },
        strict,
      ),
    ),
    /** Exit codes that mean that the file is faulty. */
    input_exit_codes: Type.Optional(Type.Array(Type.Integer({ minimum: 1, maximum: 255 }))),
  },
  strict,
);

export const Declaration = Type.Object(
  {
    formats: Type.Optional(Type.Array(DeclaredFormat, { maxItems: 100 })),
    engines: Type.Array(DeclaredEngine, { minItems: 1, maxItems: 100 }),
  },
  strict,
);

/** Other braces are those of the program. */
export const PLACEHOLDER = /\{([a-z][a-z0-9_.]*)\}/g;

export type Declaration = Static<typeof Declaration>;
export type DeclaredFormat = Static<typeof DeclaredFormat>;
export type DeclaredEngine = Static<typeof DeclaredEngine>;

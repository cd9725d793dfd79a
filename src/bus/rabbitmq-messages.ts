import { STAGES, STATUSES } from '../domain/conversion.ts';
import type { CancelMessage, CreatedMessage, ProgressMessage } from '../domain/ports.ts';

const SCHEMA = 1;
const LONGEST_TEXT = 1000;

export const encode = <T extends object>(message: T): { schema: number } & T => ({
  schema: SCHEMA,
  ...message,
});

type Fields = Record<string, unknown>;
/** Undefined where it is not what was agreed: whoever reaches the broker may publish anything. */
export type Decoder<T> = (content: unknown) => T | undefined;

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= LONGEST_TEXT;
const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isOneOf = (values: readonly string[], value: unknown) => values.includes(value as string);

function fieldsOf(content: unknown): Fields | undefined {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return undefined;
  const { schema, ...fields } = content as Fields;
  return schema === SCHEMA && isText(fields.id) ? fields : undefined;
}

export const decodeCreated: Decoder<CreatedMessage> = (content) => {
  const fields = fieldsOf(content);
  if (fields === undefined || !isWhole(fields.revision)) return undefined;
  return { id: fields.id as string, revision: fields.revision };
};

export const decodeCancel: Decoder<CancelMessage> = (content) => {
  const fields = fieldsOf(content);
  return fields && { id: fields.id as string };
};

export const decodeProgress: Decoder<ProgressMessage> = (content) => {
  const fields = fieldsOf(content);
  const agreed =
    fields !== undefined &&
    [fields.revision, fields.attempt, fields.progress].every(isWhole) &&
    isOneOf(STATUSES, fields.status) &&
    isOneOf(STAGES, fields.stage) &&
    Number.isFinite(fields.updatedAt) &&
    (fields.startedAt === undefined || Number.isFinite(fields.startedAt)) &&
    (fields.tag === undefined || typeof fields.tag === 'string');
  return agreed ? (fields as unknown as ProgressMessage) : undefined;
};

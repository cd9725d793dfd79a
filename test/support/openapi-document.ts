import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

export interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  parameters?: Parameter[];
  requestBody?: {
    content: Record<string, { schema: { properties: Record<string, { examples?: string[] }> } }>;
  };
  responses: Record<string, Response>;
}

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  schema: object;
  description?: string;
  example?: unknown;
}

interface Response {
  description: string;
  headers?: Record<string, { schema: object }>;
  content?: Record<string, { schema: object; examples?: Record<string, { value: unknown }> }>;
}

export interface Document {
  openapi: string;
  info: { title: string; version: string; description: string; license?: unknown };
  servers: { url: string }[];
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
}

export const operationsOf = ({ paths }: Document): { path: string; method: string; operation: Operation }[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );

/** Compiles the schemas of a document, which are JSON Schema 2020-12 in OpenAPI 3.1. */
export function schemaCompiler(document: Document): (schema: object) => ValidateFunction {
  const ajv = new Ajv2020({ strict: true, strictTuples: false, allErrors: true, validateFormats: true });
  (addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
  ajv.addFormat('binary', true).addVocabulary(['example']);
  for (const [name, schema] of Object.entries(document.components.schemas))
    ajv.addSchema(schema, `#/components/schemas/${name}`);
  return (schema) => ajv.compile(schema);
}

/** What is wrong with an answer according to the document; undefined where nothing is. */
export function disagreement(
  document: Document,
  { path, method }: { path: string; method: string },
  answer: { statusCode: number; headers: Record<string, unknown>; body: string },
): string | undefined {
  const response = document.paths[path]?.[method.toLowerCase()]?.responses[answer.statusCode];
  if (response === undefined) return `${method} ${path} ${answer.statusCode} is not documented`;
  const missing = Object.keys(response.headers ?? {}).filter(
    (name) => !OCCASIONAL.has(name) && answer.headers[name.toLowerCase()] === undefined,
  );
  if (missing.length > 0) return `the headers ${missing.join(', ')} are documented and missing`;
  if (response.content === undefined || method === 'HEAD')
    return answer.body === '' ? undefined : `no body is documented: ${answer.body.slice(0, 80)}`;
  const type = String(answer.headers['content-type']).split(';')[0] ?? '';
  const content = response.content[type] ?? response.content['*/*'];
  if (content === undefined) return `the type ${type} is not documented`;
  if (!type.endsWith('json') || 'format' in content.schema) return undefined; // bytes
  const validate = schemaCompiler(closed(document))(closed(content.schema));
  return validate(JSON.parse(answer.body)) ? undefined : JSON.stringify(validate.errors);
}

/** The same with no property allowed that is not named: the serialiser would send one to clients. */
const closed = <T>(schema: T): T =>
  JSON.parse(JSON.stringify(schema), (_key, value) =>
    value?.type === 'object' && value.properties && value.additionalProperties === undefined
      ? { ...value, additionalProperties: false }
      : value,
  );

/** Documented for a status of which only some answers have it. */
const OCCASIONAL = new Set(['Retry-After', 'Idempotency-Replayed']);

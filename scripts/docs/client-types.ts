import { register } from 'node:module';
import type { OpenAPI3 } from 'openapi-typescript';
import { openApiDocument } from './openapi-document.ts';

const HEAD = '// Generated from the OpenAPI document by "npm run docs".\n';

/** The types of every path and schema, for src/client. */
export async function clientTypes(): Promise<string> {
  const document = (await openApiDocument()) as OpenAPI3;
  if (!document.openapi.startsWith('3.1')) throw new Error(`an OpenAPI document of ${document.openapi}`);
  const { default: openapiTS, astToString } = await importOpenapiTypescript();
  return HEAD + astToString(await openapiTS(document));
}

function importOpenapiTypescript(): Promise<typeof import('openapi-typescript')> {
  const printer = JSON.stringify(new URL('typescript-5-api.mjs', import.meta.url).href);
  const hooks = `export const resolve = (specifier, context, next) =>
    next(specifier === 'typescript' ? ${printer} : specifier, context);`;
  register(`data:text/javascript,${encodeURIComponent(hooks)}`);
  return import('openapi-typescript');
}

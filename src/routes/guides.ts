import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { FastifyPluginAsync } from 'fastify';
import { Marked } from 'marked';

const DOCS = new URL('../../docs/', import.meta.url);

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}' +
  'pre{overflow-x:auto;padding:.8rem;border:1px solid;border-radius:.3rem;font-size:.875rem}' +
  'table{display:block;overflow-x:auto;border-collapse:collapse}' +
  'th,td{border:1px solid;padding:.3rem .6rem;text-align:left;vertical-align:top}';

/** Text and the one style sheet that is in the page. */
const POLICY =
  "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;

/** The guides of docs/guides, and the matrix of formats, as pages. The files are ours: what they say is shown as it is. */
export const guideRoutes: FastifyPluginAsync = async (app) => {
  const names = (await readdir(new URL('guides/', DOCS))).filter((name) => name.endsWith('.md'));
  const sources = new Map([
    ...names.map((name) => [name.slice(0, -'.md'.length), `guides/${name}`] as const),
    ['formats', 'formats.md'] as const,
  ]);
  const marked = new Marked({
    walkTokens(token) {
      if (token.type === 'link') token.href = addressOf(token.href);
    },
  });
  const pages = new Map<string, string>();
  for (const [name, path] of sources) {
    const text = await readFile(new URL(path, DOCS), 'utf8');
    pages.set(name, pageOf(text, await marked.parse(text)));
  }

  app.get<{ Params: { name: string } }>(
    '/docs/guides/:name',
    { schema: { hide: true } },
    async (request, reply) => {
      const page = request.params.name === INDEX ? undefined : pages.get(request.params.name);
      if (page === undefined) return reply.callNotFound();
      return reply.header('content-security-policy', POLICY).type('text/html; charset=utf-8').send(page);
    },
  );
  app.get('/docs/guides', { schema: { hide: true } }, async (_request, reply) =>
    reply.header('content-security-policy', POLICY).type('text/html; charset=utf-8').send(pages.get(INDEX)),
  );
};

const INDEX = 'README';

/** Where the page is that a file of docs links to. */
function addressOf(href: string): string {
  const [, name, anchor = ''] = /^(?:\.\.\/)?([\w-]+)\.md(#.*)?$/.exec(href) ?? [];
  if (name === undefined) return href;
  return `${name === 'errors' ? '/docs/errors' : name === INDEX ? '/docs/guides' : `/docs/guides/${name}`}${anchor}`;
}

function pageOf(text: string, html: string): string {
  const title = /^# (.*)$/m.exec(text)?.[1] ?? '';
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>converto: ${title}</title>
<style>${STYLE}</style>
<nav><a href="/docs/guides">Guides</a> · <a href="/docs">API reference</a> · <a href="/docs/errors">Errors</a> · <a href="/docs/guides/formats">Formats</a></nav>
${html}</html>`;
}

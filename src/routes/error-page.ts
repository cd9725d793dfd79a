import type { FastifyPluginAsync } from 'fastify';
import { PROBLEMS, type ProblemCode } from '../domain/problem.ts';
import { STATUS_OF_KIND } from '../http/problem-body.ts';

/** Where the `type` of every problem points: one page, one anchor for each code. */
export const errorPage: FastifyPluginAsync = async (app) => {
  const page = renderPage();
  app.get('/docs/errors', { schema: { hide: true } }, (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(page),
  );
};

function renderPage(): string {
  const sections = (Object.keys(PROBLEMS) as ProblemCode[]).map((code) => {
    const { kind, title, detail, retryable } = PROBLEMS[code];
    const where = kind === 'conversion_failed' ? "in a conversion's error" : `HTTP ${STATUS_OF_KIND[kind]}`;
    return `<section id="${code}"><h2><code>${code}</code></h2><p><b>${escapeHtml(title)}.</b> ${escapeHtml(detail)}</p>
<p>${where}; ${retryable ? 'the same request may succeed later' : 'the same request fails again'}.</p></section>`;
  });
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>converto: errors</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}:target{outline:2px solid;outline-offset:.5rem}</style>
<h1>Errors</h1><p>Every failure is <code>application/problem+json</code> with one of these codes.</p>
${sections.join('\n')}</html>`;
}

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

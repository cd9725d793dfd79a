// Runs every example of docs/guides as it stands, in order, against the whole service.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { inBrowser, launchBrowser, PATIENCE_MS } from '../support/browser.ts';
import { runConverto } from '../support/running-converto.ts';

t.setTimeout(300_000);

const GUIDES = fileURLToPath(new URL('../../docs/guides/', import.meta.url));
const BRACKET = fileURLToPath(new URL('../../examples/bracket.step', import.meta.url));

interface Example {
  language: string;
  code: string;
}

const examplesOf = (guide: string): Example[] =>
  [...readFileSync(join(GUIDES, guide), 'utf8').matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(
    ([, language = '', code = '']) => ({ language, code }),
  );

const has = (program: string) => spawnSync(program, ['--version']).status === 0;
const missing = {
  bash: has('bash') && has('curl') ? false : 'needs bash and curl',
  js: false,
  python: has('python3') ? false : 'needs python3',
} as const;

/** What the examples of a guide must have said; one that prints nothing proves nothing. */
const SAID: Readonly<Record<string, readonly RegExp[]>> = {
  'curl.md': [
    /"status":"completed"[\s\S]*event: completed[\s\S]*"total":1\b[\s\S]*"code":"target_format_unknown"[\s\S]*converto-\d{4}-\d\d-\d\d\.zip/,
  ],
  'no-code.md': [/"status":"completed"/],
  'node.md': [/100 % done\n\d+ triangles/, /content_mismatch false .+/, /TimeoutError/, /^\d+$/m],
  'python.md': [/^\d+ triangles$/m, /^conversion_not_found False .+/m],
};

for (const guide of readdirSync(GUIDES).filter((name) => name in SAID)) {
  t.test(guide, async (t) => {
    const examples = examplesOf(guide);
    const languages = [...new Set(examples.map(({ language }) => language))];
    t.equal(languages.length, 1, 'one language');
    const language = languages[0] as keyof typeof missing;
    await t.test('as it is written', { skip: missing[language] }, async (t) => {
      const { api } = await runConverto(t);
      const folder = t.testdir({}); // within the package: converto/client is found
      copyFileSync(BRACKET, join(folder, 'bracket.step'));
      // The blocks of a shell go on from one another.
      const programs =
        language === 'bash' ? [examples.map(({ code }) => code).join('')] : examples.map(({ code }) => code);
      t.equal(programs.length, SAID[guide]!.length, 'each is looked at');
      for (const [at, program] of programs.entries()) {
        const said = await run(t, language, program, { folder, address: api.address, at });
        t.match(said, SAID[guide]![at]!);
      }
    });
  });
}

t.test('browser.md, in a browser', inBrowser, async (t) => {
  const [example, ...others] = examplesOf('browser.md');
  t.strictSame([example!.language, others.length], ['html', 0]);
  const { api } = await runConverto(t);
  const page = await (await launchBrowser(t)).newPage();
  const address = `${api.address}/example`;
  await page.route(address, (route) => route.fulfill({ contentType: 'text/html', body: example!.code }));
  await page.goto(address);
  await page.setInputFiles('#model', BRACKET);
  await page.locator('#result:not([hidden])').waitFor({ timeout: PATIENCE_MS });
  t.equal(await page.locator('#bar').evaluate((bar) => (bar as unknown as { value: number }).value), 100);
  const result = await fetch(new URL((await page.getAttribute('#result', 'href'))!, address));
  t.equal(Buffer.from(await result.arrayBuffer()).toString('latin1', 0, 4), 'glTF');

  const broken = { name: 'broken.stl', mimeType: '', buffer: Buffer.from('no model') };
  await page.setInputFiles('#model', broken);
  await page.locator('#problem:not(:empty)').waitFor({ timeout: PATIENCE_MS });
  t.match(await page.textContent('#problem'), /does not begin like STL/);
});

async function run(
  t: Test,
  language: keyof typeof missing,
  program: string,
  { folder, address, at }: { folder: string; address: string; at: number },
): Promise<string> {
  const file = `example-${at}.${{ bash: 'sh', js: 'mjs', python: 'py' }[language]}`;
  writeFileSync(join(folder, file), program);
  const [command, ...more] = { bash: ['bash', '-eu'], js: [process.execPath], python: ['python3'] }[language];
  const child = spawn(command!, [...more, file], {
    cwd: folder,
    env: { ...process.env, CONVERTO: address, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, problems, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  t.equal(code, 0, `${program}\n${out}\n${problems}`);
  return out;
}

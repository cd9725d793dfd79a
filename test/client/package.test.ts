// What others get: the package's export, with its types, and a bundle for browsers.
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import t from 'tap';

const root = fileURLToPath(new URL('../..', import.meta.url));

t.test('it is bundled for a browser with nothing of Node in it, and is small', async (t) => {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(root, 'src/client/client.ts')],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    metafile: true,
    write: false,
  });
  const inputs = Object.values(metafile.inputs).flatMap(({ imports }) => imports.map(({ path }) => path));
  t.strictSame(
    inputs.filter((path) => /^node:/.test(path)),
    [],
  );
  const bytes = outputFiles[0]!.contents.length;
  t.ok(bytes < 30_000, `${bytes} bytes`);
});

t.test('converto/client is there by that name, typed', async (t) => {
  const folder = t.testdir(); // within the package, which may import itself by its name
  await writeFile(
    join(folder, 'use.ts'),
    `import { type Conversion, ConvertoError, createClient } from 'converto/client';
const client = createClient({ baseUrl: 'http://127.0.0.1:1', patienceMs: 0 });
const status: 'pending' | 'in_progress' | 'completed' | 'failed' | 'cancelled' = ({} as Conversion).status;
const triangles: number | undefined = ({} as Conversion).report?.triangles;
// @ts-expect-error a target is needed
const call = () => client.convertFile(new Blob([]), {});
// @ts-expect-error there is no such file
const file = () => client.download('a', { type: 'nonsense' });
// @ts-expect-error there is no such route
const route = () => client.raw.GET('/nonsense');
const code = await client.get('a').catch((error: unknown) => (error as ConvertoError).code);
console.log(JSON.stringify([typeof call, typeof file, typeof route, status, triangles, code === 'server_unreachable']));
`,
  );
  const settings = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: { skipLibCheck: false, noEmit: false, outDir: '.', rootDir: '.' },
  };
  for (const [name, more] of Object.entries({
    node: { types: ['node'] },
    browser: { types: [], lib: ['es2023', 'dom', 'dom.asynciterable'] },
  })) {
    const compilerOptions = { ...settings.compilerOptions, ...more };
    await writeFile(
      join(folder, `${name}.json`),
      JSON.stringify({ ...settings, compilerOptions, include: ['use.ts'] }),
    );
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [join(root, 'node_modules/typescript/lib/tsc.js'), '-p', join(folder, `${name}.json`)],
      { encoding: 'utf8' },
    );
    t.equal(stdout, '', `its types, with those of ${name}`);
    t.equal(status, 0, stderr);
  }
  const { stdout, stderr } = spawnSync(process.execPath, [join(folder, 'use.js')], { encoding: 'utf8' });
  t.equal(stdout.trim(), '["function","function","function",null,null,true]', stderr);
});

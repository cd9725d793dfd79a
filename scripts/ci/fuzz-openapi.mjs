// Fuzzes the running server with its own OpenAPI document: no 5xx, no status that the document does not name.
// Needs Python with pip (schemathesis is installed into a folder of its own); visibly skipped without.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pythonTool } from './python-tool.mjs';

const SCHEMATHESIS = 'schemathesis==4.32.0';
const EXAMPLES = process.env.FUZZ_EXAMPLES ?? '100';
const CONVERSIONS = 60;
const root = fileURLToPath(new URL('../..', import.meta.url));
const program = pythonTool(SCHEMATHESIS, 'schemathesis');

if (program === undefined) {
  console.log('SKIPPED: schemathesis needs python3 with venv and pip');
  process.exit(0);
}

const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
const server = spawn(process.execPath, [join(root, 'dist', 'cli.js'), 'serve', '--port', '0'], {
  env: {
    ...process.env,
    STORAGE_DIR: join(folder, 'storage'),
    LOG_LEVEL: 'error',
    MAX_QUEUE_LENGTH: '1000000',
  },
  stdio: ['ignore', 'pipe', 'inherit'],
});

async function address() {
  let printed = '';
  for await (const chunk of server.stdout) {
    printed += chunk;
    const found = /ready at (http:\S+)/.exec(printed);
    if (found) return found[1];
  }
  throw new Error(`the server did not start: ${printed}`);
}

const FACET = 'facet normal 0 0 1 outer loop vertex 0 0 0 vertex 1 0 0 vertex 0 1 0 endloop endfacet';
const TARGETS = ['glb', 'obj', 'ply', 'stl', 'gltf'];

/** Conversions for the fuzzer to read, steer and delete. */
async function makeConversions(base) {
  const ids = [];
  for (let made = 0; made < CONVERSIONS; made += 1) {
    const form = new FormData();
    form.set('target_format', TARGETS[made % TARGETS.length]);
    form.set('tag', `fuzz-${made % 3}`);
    form.set('file', new Blob([`solid s\n${FACET}\nendsolid s\n`]), 'triangle.stl');
    const headers = { prefer: 'wait=60' };
    const answer = await fetch(`${base}/api/v1/conversions`, { method: 'POST', headers, body: form });
    const { id } = await answer.json();
    if (answer.status !== 200 && answer.status !== 201)
      throw new Error(`the upload answered ${answer.status}`);
    ids.push(id);
  }
  return ids;
}

let status = 1;
try {
  const base = await address();
  server.stdout.resume();
  const ids = await makeConversions(base);
  const fuzzing = spawn(
    program,
    [
      'run',
      `${base}/openapi.json`,
      ...[
        '--checks',
        'not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance',
      ],
      ...['--max-examples', EXAMPLES, '--seed', '1', '--workers', '1', '--request-timeout', '70'],
      ...['--exclude-path', '/api/v1/events', '--generation-database', 'none', '--no-color'],
    ],
    {
      cwd: folder,
      stdio: 'inherit',
      env: {
        ...process.env,
        PYTHONIOENCODING: 'utf8',
        PYTHONDONTWRITEBYTECODE: '1',
        PYTHONPATH: fileURLToPath(new URL('.', import.meta.url)),
        SCHEMATHESIS_HOOKS: 'fuzz_hooks',
        FUZZ_IDS: ids.join(),
      },
    },
  );
  [status] = await once(fuzzing, 'exit');
} finally {
  server.kill('SIGTERM');
  await once(server, 'exit');
  rmSync(folder, { recursive: true, force: true });
}
process.exit(status ?? 1);

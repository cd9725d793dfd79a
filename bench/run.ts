// Runs every benchmark, one after the other: `npm run bench`. With `-- --write` the tables go to docs/benchmarks.md, and
// what was measured by hand, at its end, stays.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

const BENCHMARKS: readonly (readonly [file: string, title: string, mark: string])[] = [
  [
    'upload',
    'Uploads',
    'At least 0.8 of the bare server; 16 uploads of 100 MB at once grow memory by less than 100 MB.',
  ],
  ['get-by-id', 'Reading one conversion', 'At least 0.8 of the bare route.'],
  [
    'step-to-glb',
    'STEP → GLB',
    'WebAssembly: at most 1.3 × the time of occt-import-js alone, although ours writes the file and reads it back. Native: at least 3 × as fast as DRAW.',
  ],
  [
    'mesh-files',
    'A million triangles from format to format',
    'STL → GLB 5 × as fast as assimp and trimesh, in at most a quarter of the memory of assimp; PLY → STL as fast as assimp; OBJ → GLB 3 × as fast.',
  ],
  [
    'memory',
    'What readers and writers hold in memory',
    'At most 4 × the geometry of the model. Needs Linux; USDC needs Python with usd-core.',
  ],
  [
    'list-100k',
    'Lists and counts at 1,000 and 100,000 conversions',
    'A ratio of at most 1.5 where the store has an index.',
  ],
  ['s3', 'Files on S3', 'At least 0.8 of the SDK on the same server, up and down. Needs Go.'],
  ['small-files', 'Small conversions over HTTP', 'Against one process for each.'],
  [
    'idle-latency',
    'Upload to completed, idle, over RabbitMQ and a database',
    'At most 3 × one confirmed publish and three majority writes, and at most 60 ms.',
  ],
  ['announcements', 'Confirmed announcements', 'At least 0.7 of a bare amqplib confirm channel.'],
  ['workers', 'More worker processes', 'At least 0.85 of linear with two on two cores.'],
  ['event-streams', 'Idle event streams', 'None: memory for each, and how late an event comes.'],
  [
    'recovery',
    'Recovery',
    'Within the lease and 2 s of the death of a worker, 1 s of a cancellation, 5 s of a broker that is ready again.',
  ],
  ['page', 'A first visit of the page', 'At most 90 kB of script, no layout shift. Needs Chromium.'],
];

const BY_HAND = '<!-- by hand -->\n';

async function run(file: string): Promise<string> {
  const program = fileURLToPath(new URL(`${file}.ts`, import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    process.stdout.write(text);
    output += text;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`bench/${file}.ts ended with ${code}`);
  return output.trim();
}

const sections: string[] = [];
for (const [file, title, mark] of BENCHMARKS) {
  console.log(`\n## ${title}\n`);
  const output = await run(file);
  sections.push(`## ${title}\n\`npx tsx bench/${file}.ts\` · the mark: ${mark}\n\n${output}\n`);
}

if (process.argv.includes('--write')) {
  const head =
    `# Benchmarks\n\nEach table comes from one run with the peer beside us; \`npm run bench -- --write\` makes this page.\n` +
    `This one: Node ${process.version}, ${process.platform} ${process.arch}, ${availableParallelism()} cores. ` +
    `Machines differ: trust the ratios more than the numbers.\n`;
  const page = new URL('../docs/benchmarks.md', import.meta.url);
  const [, byHand = ''] = readFileSync(page, 'utf8').split(BY_HAND);
  writeFileSync(page, `${[head, ...sections].join('\n')}\n${BY_HAND}${byHand}`);
}

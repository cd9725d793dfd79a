// The built program with its own engines.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { EXIT } from '../../src/cli/exit-codes.ts';
import type { InspectedPart } from '../../src/domain/inspection.ts';
import { CUBE_TRIANGLES } from '../support/cube.ts';
import { startNode } from '../support/run-cli.ts';
import { skipWithoutTerminals, startInTerminal } from '../support/run-in-terminal.ts';

t.setTimeout(600_000);

const PROGRAM = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const BRACKET = fileURLToPath(new URL('../../examples/bracket.step', import.meta.url));
const inspect = (...args: string[]) => startNode([PROGRAM, 'inspect', ...args]).done;

/** Binary STL of a box; without its last triangles it is open. */
function box(triangles = 12): string {
  const corners = [0, 1, 2, 3, 4, 5, 6, 7].map((bits) =>
    [bits & 1, (bits >> 1) & 1, (bits >> 2) & 1].map((bit) => bit * 10),
  );
  const text = CUBE_TRIANGLES.slice(0, triangles).map(
    (face) =>
      `facet normal 0 0 0\nouter loop\n${face.map((at) => `vertex ${corners[at!]!.join(' ')}\n`).join('')}endloop\nendfacet\n`,
  );
  return `solid box\n${text.join('')}endsolid box\n`;
}

t.test('a CAD file is measured as the surfaces that it is', async (t) => {
  const { code, stdout, stderr } = await inspect(BRACKET, '--json');
  t.equal(code, EXIT.ok, stderr);
  const found = JSON.parse(stdout);
  t.match(found, { type: 'inspection', ok: true, source: { format: 'step' }, unit: 'mm', problems: [] });
  t.notOk('triangles' in found);
  const flat = (parts: InspectedPart[]): InspectedPart[] =>
    parts.flatMap((part) => [part, ...flat(part.children)]);
  const parts = flat(found.tree).filter(({ children }) => children.length === 0);
  t.equal(parts.length, found.parts);
  t.equal(
    parts.reduce((sum, { faces = 0 }) => sum + faces, 0),
    found.faces,
  );
  t.ok(parts.every(({ name }) => name));
  const brep = join(t.testdir({}), 'bracket.brep');
  const converted = await startNode([PROGRAM, 'convert', BRACKET, brep, '--json']).done;
  t.match(JSON.parse(converted.stdout).report.source, {
    volume: found.volume,
    area: found.area,
    bounds: found.bounds,
  });
});

t.test('a mesh says what keeps it from being a body', async (t) => {
  const folder = t.testdir({ 'whole.stl': box(), 'open.stl': box(10), 'empty.stl': '' });
  const paths = ['whole.stl', 'open.stl', 'empty.stl'].map((name) => join(folder, name));
  const { code, stdout } = await inspect(...paths, '--json', '--option', 'source_unit=in');
  t.equal(code, EXIT.incomplete);
  const [whole, open, empty] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.match(whole, { triangles: 12, bodies: 1, volume: 1000, area: 600, unit: 'in', problems: [] });
  t.strictSame(whole.tree, [{ name: 'box', colours: [], triangles: 12, children: [] }]);
  t.match(open.problems, ['No body is watertight: 4 edges are open, so there is no volume.']);
  t.match(empty, { ok: false, error: { code: 'file_empty' }, source: { path: paths[2] } });
});

t.test('standard input, and lines for people', { skip: skipWithoutTerminals }, async (t) => {
  const folder = t.testdir({ 'whole.stl': box() });
  const piped = startNode([PROGRAM, 'inspect', '-', '--from', 'stl', '--json'], {}, 'pipe');
  piped.process.stdin!.end(readFileSync(join(folder, 'whole.stl')));
  t.match(JSON.parse((await piped.done).stdout), { volume: 1000, source: { path: 'standard input' } });
  const { code, shown } = await startInTerminal([PROGRAM, 'inspect', join(folder, 'whole.stl')]).done;
  t.equal(code, EXIT.ok);
  t.match(
    shown,
    /size +10 × 10 × 10 mm\s+from +0, 0, 0\s+to +10, 10, 10\s+area +600 mm²\s+volume +1,000 mm³/,
  );
  t.match(shown, /box {2}12 triangles\s+no problems were found\s+note: The STL file names no unit/);
});

t.test('what says nothing about reading is refused', async (t) => {
  const { code, stderr } = await inspect(BRACKET, '--option', 'quality=fine');
  t.equal(code, EXIT.unsupported);
  t.match(stderr, /"quality" says nothing about how step is to be read.*\(options_invalid\)/);
});

// docs/engines.md is written by hand: its versions and engines are those of this installation.
import { readFileSync } from 'node:fs';
import t from 'tap';
import { listCapabilities } from '../../src/engines/catalogue.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const page = read('docs/engines.md');

t.test('every engine is on the page, with the version that is installed', async (t) => {
  const engines = [{}, { nativeCad: true, assimp: true }].flatMap((machine) =>
    listCapabilities(machine).map(({ engine }) => engine),
  );
  for (const engine of new Set(engines)) t.match(page, `| \`${engine}\` |`);
  const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
  const named = Object.keys(dependencies).filter((name) => page.includes(`${name} `));
  t.ok(named.length >= 9, String(named));
  for (const name of named) t.match(page, `${name} ${dependencies[name]}`);
  const [, native] = /^cadquery-ocp-novtk==(\S+)/m.exec(read('src/engines/native/host/requirements.txt'))!;
  t.match(page, `cadquery-ocp-novtk ${native}`);
});

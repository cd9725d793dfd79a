import t from 'tap';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { listCapabilities } from '../../src/engines/catalogue.ts';
import { runCli, startCli } from '../support/run-cli.ts';

t.test('the table has every source once for each way', async (t) => {
  const { code, stdout } = await runCli(['formats']);
  t.equal(code, EXIT.ok);
  t.match(stdout, /^FROM +TO +HOW +ENGINE$/m);
  t.match(stdout, /^\.step \.stp +stl obj ply .*glb gltf.* +tessellated +occt-import$/m);
  t.match(stdout, /^\.stl +step iges brep +faceted +converto-mesh$/m);
});

t.test('a source narrows it, a target shows the options', async (t) => {
  t.notMatch((await runCli(['formats', 'ply'])).stdout, /opencascade/);
  const { stdout } = await runCli(['formats', '.STP', 'stl']);
  t.match(stdout, /^STEP \(ISO 10303-21\) → STL: tessellated, by occt-import$/m);
  t.match(stdout, /^ {2}encoding=binary\|ascii \(default binary\)$/m);
  t.match(stdout, /^ {2}select=<text>,<text>…$/m);
  t.match((await runCli(['formats', 'step', 'brep'])).stdout, /^ {2}select=<text>/m);
});

t.test('--json is the whole catalogue', async (t) => {
  const { data } = JSON.parse((await runCli(['formats', '--json'])).stdout);
  t.equal(data.length, listCapabilities().length);
  t.match(
    data.find((pair: { source: string; target: string }) => pair.source === 'step' && pair.target === 'glb'),
    { engine: 'occt-import', options_schema: { properties: { angular_deflection: { maximum: 90 } } } },
  );
});

t.test('what is unknown or impossible is unsupported', async (t) => {
  for (const args of [
    ['formats', 'docx'],
    ['formats', 'step', 'docx'],
    ['formats', 'docx', 'step'],
  ]) {
    const { code, stdout, stderr } = await runCli(args);
    t.equal(code, EXIT.unsupported);
    t.equal(stdout, '');
    t.match(stderr, /^converto: .*(Known formats: step, iges|Possible targets: step, stl)/);
  }
});

t.test('a reader that leaves early is no error', async (t) => {
  const { process: child, done } = startCli(['formats', '--json']);
  child.stdout?.destroy();
  const { code, stderr } = await done;
  t.equal(code, EXIT.ok);
  t.equal(stderr, '');
});

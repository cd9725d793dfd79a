import { openAsBlob } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { nativePython, skipWithoutNativeCad } from '../support/native-cad.ts';
import { runConverto } from '../support/running-converto.ts';

const BRACKET = fileURLToPath(new URL('../../examples/bracket.step', import.meta.url));

interface Pair {
  source: string;
  target: string;
  engine: string;
  options_schema: { properties: object };
}

t.setTimeout(600_000);

async function pairOf(address: string, source: string, target: string): Promise<Pair> {
  const { data } = (await (await fetch(`${address}/api/v1/formats`)).json()) as { data: Pair[] };
  return data.find((pair) => pair.source === source && pair.target === target)!;
}

async function convert(address: string, target: string) {
  const form = new FormData();
  form.set('target_format', target);
  form.set('file', await openAsBlob(BRACKET), 'bracket.step');
  const headers = { prefer: 'wait=60' };
  const answer = await fetch(`${address}/api/v1/conversions`, { method: 'POST', body: form, headers });
  return (await answer.json()) as { status: string; engine: object; report: { warnings: string[] } };
}

t.test('the service converts CAD natively where it can', { skip: skipWithoutNativeCad }, async (t) => {
  const { api } = await runConverto(t, { NATIVE_CAD_PYTHON: nativePython! });
  const { address } = api!;
  const pair = await pairOf(address, 'iges', 'glb');
  t.equal(pair.engine, 'occt-native');
  t.hasProp(pair.options_schema.properties, 'sewing_tolerance');
  for (const target of ['glb', 'iges']) {
    const { status, engine } = await convert(address, target);
    t.equal(status, 'completed');
    t.match(engine, { name: 'occt-native', version: '8.0.1.1.0' });
  }
});

t.test('a Python that does not work is left alone', async (t) => {
  const { api } = await runConverto(t, { NATIVE_CAD_PYTHON: '/bin/false' });
  const pair = await pairOf(api!.address, 'iges', 'glb');
  t.equal(pair.engine, 'occt-import');
  t.notOk('sewing_tolerance' in pair.options_schema.properties, 'it cannot sew');
  const { status, engine, report } = await convert(api!.address, 'stl');
  t.equal(status, 'completed');
  t.match(engine, { name: 'occt-import' });
  t.same(report.warnings, []);
});

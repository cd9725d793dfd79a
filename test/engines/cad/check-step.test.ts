import t from 'tap';
import { checkStep } from '../../../src/engines/cad/check-step.ts';
import { makeColouredUses, makeSharedPair, makeTwoParts } from './make-cad.ts';
import { noise, refuses } from './refusals.ts';

const text = async (unit = 'INCH') => (await makeTwoParts('step', unit)).toString('latin1');
const facts = (step: string) => checkStep(Buffer.from(step, 'latin1'), () => {});

t.test('says what is known of a good file', async (t) => {
  const step = await text();
  t.match(facts(step), { unit: 'in', unitKnown: true, warnings: [], allSolid: true, annotations: 0 });
  t.match(facts(step.replaceAll('\n', '\r\n')), { unit: 'in' }, 'line ends of Windows');
  t.match(facts(`\ufeff${step}`.replace('\ufeff', '\xef\xbb\xbf')), { unit: 'in' }, 'a byte order mark');
  t.match(facts(`${step}\r\n\0\0\0`), { unit: 'in' }, 'padding after the end');
  t.match(facts(step.replace('DATA;', "DATA;/* 'don't #99999 */")), { unit: 'in' }, 'a comment');
  t.match(
    facts(step.replace('MANIFOLD_SOLID_BREP', 'SHELL_BASED_SURFACE_MODEL')).allSolid,
    undefined,
    'a mixture',
  );
});

t.test('counts what has a look of its own beside its part', async (t) => {
  const step = await text();
  t.match(facts(step), { colouredFaces: 0, colouredInnerUses: 0, transparent: 0 });
  const [, face] = /#(\d+)\s*=\s*ADVANCED_FACE/.exec(step)!;
  const [, solid] = /#(\d+)\s*=\s*MANIFOLD_SOLID_BREP/.exec(step)!;
  const [, style] = /#(\d+)\s*=\s*PRESENTATION_STYLE_ASSIGNMENT/.exec(step)!;
  const looks = [
    `#900001=STYLED_ITEM('it''s; red',(#${style}),#${face});`,
    `#900002=OVER_RIDING_STYLED_ITEM('',(#${style}),#${face},#900001);`,
    `#900003 = OVER_RIDING_STYLED_ITEM ( '' , ( #${style} ) , #${solid} , #900001 );`,
    '#900004=SURFACE_STYLE_TRANSPARENT(0.5);',
  ].join('\n');
  t.match(facts(step.replace(/ENDSEC;\s*END-ISO/, `${looks}\n$&`)), {
    colouredFaces: 1,
    colouredInnerUses: 1,
    transparent: 1,
  });
});

t.test('counts uses that have a look of their own, but for parts of the whole assembly', async (t) => {
  const uses = (await makeColouredUses()).toString('latin1');
  t.equal(facts(uses).colouredInnerUses, 3, 'a cube in the row, a cube in one of the rows, a row');
  const named = uses.replaceAll("'=>[", "'it''s a use; it is #1 [");
  t.not(named, uses);
  t.equal(facts(named).colouredInnerUses, 3, 'whatever its uses are called');
  const pair = (await makeSharedPair('coloured')).toString('latin1');
  t.equal(facts(pair).colouredInnerUses, 1, 'a side');
  t.equal(facts((await makeSharedPair()).toString('latin1')).colouredInnerUses, 0);
});

t.test('tells the progress of a large file', async (t) => {
  const step = await text();
  const filler = `/*${'x'.repeat(5 << 20)}*/`;
  const shares: number[] = [];
  checkStep(
    Buffer.from(step.replace('DATA;', `DATA;${`#1000000=DIRECTION('',(1.,0.,0.));\n`.repeat(1e5)}${filler}`)),
    (share) => shares.push(share),
  );
  t.ok(shares.length >= 3, `${shares.length} reports`);
  t.same(
    shares,
    [...shares].sort((a, b) => a - b),
  );
});

t.test('finds the unit however it is written', async (t) => {
  const step = await text('MM');
  const si = 'SI_UNIT(.MILLI.,.METRE.)';
  const cases = {
    '.CENTI.,.METRE.': 'cm',
    '$,.METRE.': 'm',
    '.KILO.,.METRE.': 'km',
    '.MICRO.,.METRE.': 'um',
  };
  for (const [written, unit] of Object.entries(cases)) {
    t.match(facts(step.replaceAll(si, `SI_UNIT(${written})`)), { unit, warnings: [] }, written);
  }
  const based = (factor: string) =>
    step.replaceAll(si, "CONVERSION_BASED_UNIT('X',#900000)").replace(
      'DATA;',
      `DATA;#900000=LENGTH_MEASURE_WITH_UNIT(LENGTH_MEASURE(${factor}),#900001);
        #900001=(LENGTH_UNIT() NAMED_UNIT(*) SI_UNIT($,.METRE.));`,
    );
  t.match(facts(based('0.3048')), { unit: 'ft', warnings: [] });
  t.match(facts(based('1.0')), { unit: 'm', warnings: [] }, 'a metre that is defined as a metre');
  t.match(facts(based('0.9144')), { unit: 'mm', warnings: [/0\.9144 m/] }, 'yards cannot be kept');
  const itself = step
    .replaceAll(si, "CONVERSION_BASED_UNIT('X',#900000)")
    .replace('DATA;', 'DATA;#900000=LENGTH_MEASURE_WITH_UNIT(LENGTH_MEASURE(1.),#32);');
  t.match(facts(itself), { unit: 'mm', warnings: [/no length unit/] }, 'a unit that is defined by itself');
});

t.test('refuses what is damaged, and says what is wrong', async (t) => {
  const step = await text();
  const bad = (bytes: Buffer | string, code: Parameters<typeof refuses>[3], says: RegExp, name: string) =>
    refuses(t, checkStep, bytes, code, says, name);
  bad('', 'input_truncated', /empty/, 'an empty file');
  for (const share of [0.0003, 0.001, 0.01, 0.1, 0.5, 0.9, 0.999]) {
    const end = Math.floor(step.length * share);
    bad(step.slice(0, end), 'input_truncated', /upload it again/, `cut after ${end} bytes`);
  }
  bad(noise(100_000), 'input_malformed', /no STEP file/, 'noise');
  bad(
    Buffer.concat([Buffer.from(step.slice(0, 9000)), noise(5000), Buffer.from(step.slice(9000))]),
    'input_malformed',
    /./,
    'noise in the middle',
  );
  bad(step.replace('AUTOMOTIVE_DESIGN', 'IFC4'), 'input_version_unsupported', /IFC4/, 'an IFC model');
  bad(step.replace(/FILE_SCHEMA[^;]*;/, ''), 'input_malformed', /FILE_SCHEMA/, 'no schema');
  bad(step.replace('#20 = ', '#999020 = '), 'input_malformed', /#20\b/, 'a dangling reference');
  bad(
    step.replace(/#2\d = /g, '#9990$&'.replace('$&', '20 = ')),
    'input_malformed',
    /#20 \(and 9 more\)/,
    'ten of them',
  );
  bad(
    step.replace('DATA;', 'DATA;#7000000000=X(#8000000000);'),
    'input_malformed',
    /#8000000000\b/,
    'a far one',
  );
  bad(
    step.replace(/CARTESIAN_POINT\('',\(0\./, "CARTESIAN_POINT('',(1E300"),
    'input_malformed',
    /1E300/,
    '1E300',
  );
  bad(
    step.replace(/CARTESIAN_POINT\('',\(0\./, `CARTESIAN_POINT('',(1${'0'.repeat(40)}.`),
    'input_malformed',
    /beyond/,
    'a long number',
  );
  bad(step.replace("PRODUCT('", "PRODUCT('x'y"), 'input_malformed', /./, 'an odd quote');
  bad(
    step.replace('DATA;', "DATA;#900000=X('never closed"),
    'input_malformed',
    /never closed|refers to/,
    'an open text',
  );
  const emptied = `${step.slice(0, step.indexOf('DATA;'))}DATA;\n#1=PRODUCT('a','a','',());\nENDSEC;\nEND-ISO-10303-21;\n`;
  bad(emptied, 'input_no_geometry', /nothing to convert/, 'no geometry');
  bad(
    emptied.replace('PRODUCT(', 'TESSELLATED_SOLID('),
    'input_feature_unsupported',
    /tessellated/,
    'tessellation only',
  );
  bad(
    emptied.replace('PRODUCT(', 'DOCUMENT_FILE('),
    'input_external_reference',
    /self-contained/,
    'only other files',
  );
});

t.test('takes what looks damaged and is not', async (t) => {
  const step = await text();
  const name = step.match(/PRODUCT\('[^']*'/)?.[0] ?? '';
  for (const odd of ['#12345', '1E300', 'END-ISO', "it''s /* no comment", '"', ';']) {
    t.match(facts(step.replace(name, `PRODUCT('${odd}'`)), { unit: 'in' }, odd);
  }
  t.match(facts(step.replaceAll('0.,', '0.E+000,')), { unit: 'in' }, 'zero with an exponent');
});

t.test('looks through 30 MB', async (t) => {
  const step = await text();
  const line = "#1000000=CARTESIAN_POINT('corner',(12.345678901234,-0.5E-3,100.));\n";
  const large = Buffer.from(
    step.replace('DATA;', `DATA;\n${line.repeat(Math.ceil((30 << 20) / line.length))}`),
    'latin1',
  );
  const shares: number[] = [];
  t.match(
    checkStep(large, (share) => shares.push(share)),
    { unit: 'in', allSolid: true },
  );
  t.ok(shares.length > 1, 'and tells how far it is');
});

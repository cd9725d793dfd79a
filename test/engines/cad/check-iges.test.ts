import t from 'tap';
import { checkIges } from '../../../src/engines/cad/check-iges.ts';
import { makeTwoParts } from './make-cad.ts';
import { noise, refuses } from './refusals.ts';

const lines = async (unit = 'INCH') =>
  (await makeTwoParts('iges', unit)).toString('latin1').trimEnd().split('\n');
const facts = (all: string[], end = '\n') => checkIges(Buffer.from(all.join(end) + end, 'latin1'), () => {});

t.test('says what is known of a good file', async (t) => {
  const all = await lines();
  t.match(facts(all), { unit: 'in', unitKnown: true, warnings: [], allSolid: true, annotations: 0 });
  t.match(facts(all, '\r\n'), { unit: 'in' }, 'line ends of Windows');
  t.match(facts(all, ''), { unit: 'in' }, 'lines without ends');
  t.match(facts(all.map((line) => `${line}   `)), { unit: 'in' }, 'padded lines');
  t.match(facts([...all, '', '\0']), { unit: 'in' }, 'padding after the end');
});

t.test('finds the unit by flag and by name', async (t) => {
  const all = await lines('MM');
  const withUnit = (flag: string, name: string) =>
    all.map((line) => {
      if (!line.includes(',2,2HMM,')) return line;
      const changed = line.slice(0, 72).replace(',2,2HMM,', `,${flag},${name},`).trimEnd();
      return changed.slice(0, 72).padEnd(72) + line.slice(72);
    });
  t.ok(
    all.some((line) => line.includes(',2,2HMM,')),
    'the fixture has its unit on one line',
  );
  const cases = [
    ['1', '4HINCH', 'in'],
    ['4', '2HFT', 'ft'],
    ['6', '1HM', 'm'],
    ['9', '2HUM', 'um'],
    ['3', '2HCM', 'cm'],
    ['3', '2HIN', 'in'],
    ['', '', 'in'],
  ] as const;
  for (const [flag, name, unit] of cases)
    t.match(facts(withUnit(flag, name)), { unit, warnings: [] }, `${flag} ${name}`);
  t.match(facts(withUnit('8', '3HMIL')), { unit: 'mm', warnings: [/mils/] });
});

t.test('refuses what is damaged, and says what is wrong', async (t) => {
  const all = await lines();
  const whole = `${all.join('\n')}\n`;
  const bad = (bytes: Buffer | string, code: Parameters<typeof refuses>[3], says: RegExp, name: string) =>
    refuses(t, checkIges, bytes, code, says, name);
  bad('', 'input_truncated', /empty/, 'an empty file');
  for (const share of [0.01, 0.1, 0.5, 0.9, 0.99, 0.999]) {
    const end = Math.floor(whole.length * share);
    bad(whole.slice(0, end), 'input_truncated', /upload it again/, `cut after ${end} bytes`);
  }
  for (const count of [1, 5, 100, all.length - 1]) {
    bad(`${all.slice(0, count).join('\n')}\n`, 'input_truncated', /terminate/, `cut after ${count} lines`);
  }
  bad(noise(100_000), 'input_malformed', /Line 1 /, 'noise');
  bad('just some text\n'.repeat(100), 'input_malformed', /Line 1 /, 'a text');
  bad(
    [...all.slice(0, 40), ...all.slice(41)].join('\n'),
    'input_malformed',
    /Line 41 .*missing/,
    'a line less',
  );
  const withoutLast = all.filter((_, index) => index !== all.length - 2);
  bad(withoutLast.join('\n'), 'input_truncated', /section P/, 'fewer lines than it says');
  const terminate = all.at(-1)!;
  const fewer = terminate.replace(
    /P *(\d+)/,
    (field) => `P${String(Number(field.slice(1)) - 1).padStart(7)}`,
  );
  bad(
    [...all.slice(0, -1), fewer].join('\n'),
    'input_malformed',
    /section P, but says/,
    'more lines than it says',
  );
  bad(
    [`${all[0]!.slice(0, 72)}C0000001`, ...all.slice(1)].join('\n'),
    'input_version_unsupported',
    /compressed/,
    'compressed',
  );
  bad(`B${'\0'.repeat(200)}`, 'input_version_unsupported', /binary/, 'binary');
  const point = all.findIndex((line) => /^\d{3},.*\d\.\d/.test(line) && line[72] === 'P');
  const huge = all.with(
    point,
    all[point]!.replace(/(,)[^,]+\.[^,;]*/, ',1.E300')
      .slice(0, 60)
      .padEnd(64) + all[point]!.slice(-16),
  );
  bad(huge.join('\n'), 'input_malformed', /beyond any model/, '1E300');
  const first = all.findIndex((line) => line[72] === 'D');
  bad(
    all.with(first, `${all[first]!.slice(0, 8)}  999999${all[first]!.slice(16)}`).join('\n'),
    'input_malformed',
    /D1 /,
    'parameters that are not there',
  );
  const noFaces = all.map((line) =>
    line[72] === 'D' && Number(line.slice(0, 8)) > 110 ? `     110${line.slice(8)}` : line,
  );
  bad(noFaces.join('\n'), 'input_no_geometry', /nothing to convert/, 'lines only');
});

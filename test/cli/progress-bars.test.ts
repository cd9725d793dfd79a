import t from 'tap';
import { createProgressBars, lineOf } from '../../src/cli/progress-bars.ts';

const terminal = (isTTY: boolean) => {
  const written: string[] = [];
  const stream = { isTTY, columns: 100, rows: 24, write: (text: string) => written.push(text) > 0 };
  return { written, stream: stream as unknown as NodeJS.WriteStream };
};

t.test('a line has the name, the stage, the bar and the percent', async (t) => {
  t.match(lineOf('part.stl', { stage: 'validating', percent: 0 }), /^part\.stl +validating +░{24} {3}0 %$/);
  t.match(lineOf('part.stl', { stage: 'reading', percent: 22.9 }), /reading +█{5}░{19} {2}22 %$/);
  t.match(lineOf('part.stl', { stage: 'queued', note: '3 before it' }), /queued +░{24} {8}3 before it$/);
  t.match(lineOf('part.stl', { stage: 'writing', percent: 250 }), /█{24} 100 %$/);
});

t.test('a long name keeps its end, and moves no cursor', async (t) => {
  const line = lineOf(`${'very-'.repeat(20)}long.step`, { stage: 'reading', percent: 1 });
  t.match(line, /^….{18}long\.step {2}reading/);
  t.match(lineOf('a\u001b[2Jb\nc.stl', { stage: 'reading' }), /^a\?\[2Jb\?c\.stl /);
  const [wide, plain] = [lineOf('零件.stl', { stage: 'x' }), lineOf('ab.stl', { stage: 'x' })];
  t.equal(wide.length + 2, plain.length, 'wide characters take two columns');
});

t.test('bars are drawn below what is printed, and go away', async (t) => {
  const { stream, written } = terminal(true);
  const bars = createProgressBars(stream, true);
  const [first, second] = [bars.start('a.stl'), bars.start('b.stl')];
  first.show({ stage: 'reading', percent: 10 });
  second.show({ stage: 'writing', percent: 90 });
  bars.aside(() => stream.write('done with something\n'));
  const drawn = written.join('');
  t.match(drawn, /a\.stl +reading/);
  t.match(drawn.slice(drawn.indexOf('done')), /a\.stl +reading.*\n.*b\.stl +writing/s, 'drawn again below');
  first.end();
  written.length = 0;
  second.end();
  t.notMatch(written.join(''), /stl/);
});

t.test('draws nothing where it is not wanted or there is no terminal', async (t) => {
  for (const [isTTY, wanted] of [
    [true, false],
    [false, true],
  ] as const) {
    const { stream, written } = terminal(isTTY);
    const bars = createProgressBars(stream, wanted);
    const bar = bars.start('a.stl');
    bar.show({ stage: 'reading', percent: 50 });
    bars.aside(() => {});
    bar.end();
    t.strictSame(written, []);
  }
});

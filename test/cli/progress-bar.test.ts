import t from 'tap';
import { createProgressBar } from '../../src/cli/progress-bar.ts';

const terminal = (isTTY: boolean) => {
  const written: string[] = [];
  const stream = { isTTY, write: (text: string) => written.push(text) > 0 };
  return { written, stream: stream as unknown as NodeJS.WriteStream };
};

t.test('draws stage and percent over the same line', async (t) => {
  const { stream, written } = terminal(true);
  const bar = createProgressBar(stream, true);
  bar.show({ stage: 'validating' });
  bar.show({ stage: 'reading', fraction: 0.5 });
  bar.show({ stage: 'writing', fraction: 1 });
  bar.clear();
  t.match(written[0], /^\r\u001b\[Kvalidating ░{24} {3}0 %$/);
  t.match(written[1], /^\r\u001b\[Kreading +█{5}░{19} {2}22 %$/, 'half of 5–40 %');
  t.match(written[2], /97 %$/, '100 is only the finished file');
  t.equal(written[3], '\r\u001b[K');
});

t.test('draws nothing where it is not wanted or there is no terminal', async (t) => {
  for (const [isTTY, wanted] of [
    [true, false],
    [false, true],
  ] as const) {
    const { stream, written } = terminal(isTTY);
    const bar = createProgressBar(stream, wanted);
    bar.show({ stage: 'reading', fraction: 0.5 });
    bar.clear();
    t.strictSame(written, []);
  }
});

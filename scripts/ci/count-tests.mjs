// What was skipped and the closing line of CI, from the raw report that tap wrote (scripts/test.mjs names the file).
import { readFileSync } from 'node:fs';

const report = readFileSync(new URL('../../.tap/report.tap', import.meta.url), 'utf8');
for (const [, test, why] of report.matchAll(/^ *ok \d+ - (.*?) # SKIP(.*)$/gm))
  console.log(`SKIPPED: ${test}:${why}`);
const summary = /^# \{ total: (\d+)(.*)\}\s*$/m.exec(report);
if (summary === null) throw new Error('the test report has no summary');
const count = (name) => Number(new RegExp(`${name}: (\\d+)`).exec(summary[2])?.[1] ?? 0);
console.log(`${count('pass')} passed, ${count('fail')} failed, ${count('skip')} skipped`);
process.exit(count('fail') === 0 ? 0 : 1);

// What was skipped, what failed and the closing line of CI, from the raw report that tap wrote (scripts/test.mjs names
// the file). A log that keeps only its end still says which test failed.
import { readFileSync } from 'node:fs';

const report = readFileSync(new URL('../../.tap/report.tap', import.meta.url), 'utf8');
for (const [, test, why] of report.matchAll(/^ *ok \d+ - (.*?) # SKIP(.*)$/gm))
  console.log(`SKIPPED: ${test}:${why}`);
for (const failure of failuresOf(report)) console.log(`FAILED: ${failure}`);
const summary = /^# \{ total: (\d+)(.*)\}\s*$/m.exec(report);
if (summary === null) throw new Error('the test report has no summary');
const count = (name) => Number(new RegExp(`${name}: (\\d+)`).exec(summary[2])?.[1] ?? 0);
console.log(`${count('pass')} passed, ${count('fail')} failed, ${count('skip')} skipped`);
process.exit(count('fail') === 0 ? 0 : 1);

/** `file › test › assertion` of each innermost `not ok`. A subtest stands before its own line and is indented by four. */
function failuresOf(tap) {
  const failures = [];
  const path = [];
  for (const line of tap.split('\n')) {
    const [, indent, subtest, failed] = /^( *)(?:# Subtest: (.*)|not ok \d+ - (.*))$/.exec(line) ?? [];
    if (indent === undefined) continue;
    const depth = indent.length / 4;
    if (subtest !== undefined) {
      path.splice(depth, path.length, subtest);
      continue;
    }
    const where = path.slice(0, depth).join(' › ');
    const name = failed.replace(/ # time=.*$/, '');
    const inner = depth === 0 ? name : `${where} › ${name}`;
    if (!failures.some((failure) => failure.startsWith(`${inner} › `))) failures.push(inner);
  }
  return failures;
}

// `npm audit` of the production dependencies; visibly skipped where the registry has no audit endpoint.
import { spawnSync } from 'node:child_process';

const { status, stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8' });
const report = JSON.parse(stdout || '{}');
if (report.metadata === undefined) {
  console.log(
    `SKIPPED: this registry answers no audit (${report.error?.summary ?? report.message ?? 'no report'})`,
  );
  process.exit(0);
}
console.log(report.metadata.vulnerabilities);
process.exit(status ?? 1);

import type { Conversion } from '../../client/client.ts';
import { PROBLEMS, type ProblemCode } from '../../domain/problem.ts';
import type { ReportBody } from '../../routes/report-view.ts';
import { EXIT, type ExitCode, exitCodeOf } from '../exit-codes.ts';
import { countsOf, notesOf, sizeText } from '../figures.ts';
import { printable } from '../printable.ts';

/** What a conversion that has ended means for the one who waited for it. */
export function exitCodeOfConversion({ status, error }: Conversion): ExitCode {
  if (status === 'failed') {
    const code = error?.code ?? '';
    return Object.hasOwn(PROBLEMS, code) ? exitCodeOf(code as ProblemCode) : EXIT.engineFailure;
  }
  return status === 'cancelled' ? EXIT.incomplete : EXIT.ok;
}

/** One line: `bracket.step → glb: completed, 1 part, …` */
export function summaryOf(conversion: Conversion): string {
  const {
    file_name: name,
    target_format: target,
    status,
    stage,
    progress,
    output,
    report,
    error,
  } = conversion;
  const details: Record<Conversion['status'], string[]> = {
    pending: [stage],
    in_progress: [stage, `${progress} %`],
    completed: [
      ...(report === undefined ? [] : [countsOf(report as ReportBody)]),
      ...(output === undefined ? [] : [sizeText(output.size_bytes)]),
    ],
    failed: error === undefined ? [] : [`${error.message} (${error.code})`],
    cancelled: [],
  };
  return printable(`${name} → ${target}: ${[status, ...details[status]].join(', ')}`);
}

/** Everything that a person may want to know of one conversion. */
export function detailLines(conversion: Conversion): string[] {
  const { id, attempt, max_attempts: most, created_at, completed_at, expires_at, engine, tag } = conversion;
  const rows: [name: string, value: string | undefined][] = [
    ['id', id],
    ['attempt', attempt > 0 ? `${attempt} of ${most}` : undefined],
    ['options', JSON.stringify(conversion.options)],
    ['tag', tag],
    ['engine', engine && `${engine.name} ${engine.version}`],
    ['result', conversion.output?.file_name],
    ['created', created_at],
    ['ended', completed_at],
    ['kept until', expires_at],
  ];
  const { warnings = [], lost = [] } = conversion.report ?? {};
  return [
    summaryOf(conversion),
    ...rows.flatMap(([name, value]) =>
      value === undefined ? [] : [printable(`  ${name.padEnd(10)}  ${value}`)],
    ),
    ...notesOf({ warnings, lost }).map((note) => printable(`  ${note}`)),
  ];
}

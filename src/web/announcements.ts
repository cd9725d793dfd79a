import { signal } from '@preact/signals';
import { phaseOf, type Row } from './conversions/row.ts';
import { strings } from './strings/language.ts';
import { fill } from './strings/strings.ts';

/** What the live region says. */
export const announcement = signal('');

export function announce(text: string): void {
  announcement.value = text;
}

/** Says what changed for those who do not see it; progress is read where it stands. */
export function announceChange(before: Row, after: Row): void {
  const said = strings.peek().announce;
  const { name, conversion } = after;
  const from = phaseOf(before);
  const to = phaseOf(after);
  if (from !== to) {
    if (to === 'unknown') announce(fill(said.accepted, { name }));
    if (to === 'completed') announce(fill(said.completed, { name }));
    if (to === 'cancelled') announce(fill(said.cancelled, { name }));
    if (to === 'gone') announce(fill(said.gone, { name }));
    if (to === 'failed')
      announce(fill(said.failed, { name, reason: problemText(conversion?.error?.code ?? '') }));
    if (to === 'refused' && after.upload?.phase === 'failed')
      announce(fill(said.refused, { name, reason: problemText(after.upload.problem.code) }));
  }
  const attempt = conversion?.attempt ?? 0;
  if (attempt > 1 && before.conversion?.attempt === attempt - 1)
    announce(fill(said.attempt, { name, attempt }));
}

/** In the language of the page; '' where it does not know the code. */
export function problemText(code: string): string {
  const { problems } = strings.value;
  return Object.hasOwn(problems, code) ? problems[code as keyof typeof problems] : '';
}

import { signal } from '@preact/signals';
import { announce } from '../announcements.ts';
import { strings } from '../strings/language.ts';

/** Another version is served now: what this one has not loaded yet is no longer there. */
export const isOutdated = signal(false);

/** A part of the page that is loaded late could not be: because it is gone, or because there is no connection. */
export async function explainMissingPart(): Promise<void> {
  const isServed = await fetch('/', { method: 'HEAD' }).then(
    ({ ok }) => ok,
    () => false,
  );
  if (isServed) isOutdated.value = true;
  else announce(strings.peek().problems.server_unreachable);
}

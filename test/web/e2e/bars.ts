import type { Page } from 'playwright-core';
import type { Test } from 'tap';

const RECORD = `
  globalThis.barsSeen = {};
  new MutationObserver(() => {
    for (const bar of document.querySelectorAll('[role=progressbar]')) {
      const value = bar.getAttribute('aria-valuenow');
      const seen = (barsSeen[bar.getAttribute('aria-label')] ??= []);
      if (value !== null && seen.at(-1) !== Number(value)) seen.push(Number(value));
    }
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['aria-valuenow'] });
`;

/** The values of each progress bar, one after another, by its name. */
export type Bars = Record<string, number[]>;

/** Writes down every value that a progress bar shows from now on. */
export async function recordBars(page: Page): Promise<() => Promise<Bars>> {
  await page.evaluate(RECORD);
  return () => page.evaluate<Bars>('barsSeen');
}

export function neverGoBack(t: Test, bars: Bars): void {
  for (const [bar, values] of Object.entries(bars))
    t.strictSame(
      values,
      values.toSorted((a, b) => a - b),
      `${bar} never goes back`,
    );
}

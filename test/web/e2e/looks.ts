import type { Page } from 'playwright-core';
import type { Test } from 'tap';
import { photograph, violations } from '../../support/browser.ts';

const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 360, height: 740 };
const LOOKS = [
  { look: 'desktop-light', size: DESKTOP, colorScheme: 'light' },
  { look: 'desktop-dark', size: DESKTOP, colorScheme: 'dark' },
  { look: 'phone-light', size: PHONE, colorScheme: 'light' },
  { look: 'phone-dark', size: PHONE, colorScheme: 'dark' },
] as const;

/** Looks at a state on a desktop and on a phone, in light and in dark: a picture, nothing too wide, nothing that axe finds. */
export async function lookAt(t: Test, page: Page, state: string): Promise<void> {
  for (const { look, size, colorScheme } of LOOKS) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme });
    const name = `${state}-${look}`;
    await photograph(page, name);
    t.equal(
      await page.evaluate('document.documentElement.scrollWidth'),
      size.width,
      `${name}: nothing sticks out`,
    );
    if (look === 'desktop-light' || look === 'phone-dark') t.strictSame(await violations(page), [], name);
  }
  await page.setViewportSize(DESKTOP);
  await page.emulateMedia({ colorScheme: null });
}

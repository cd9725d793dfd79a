import { holdsWithin } from '../holds-within.ts';
import type { Ground } from './fault.ts';

const NOTICED_WITHIN_MS = 8000;

/** Whether an API says, in time, that this dependency is down: then the fault is felt. */
export const isMissed = (
  { cluster }: Pick<Ground, 'cluster'>,
  dependency: 'store' | 'bus' | 'storage',
): Promise<boolean> =>
  holdsWithin(async () => {
    const said = await Promise.all(cluster.addresses.map((address) => downAt(address)));
    return said.some((down) => down.includes(dependency));
  }, NOTICED_WITHIN_MS);

async function downAt(address: string): Promise<string[]> {
  try {
    const answer = await fetch(`${address}/readyz?verbose`, { signal: AbortSignal.timeout(5000) });
    const { checks = [] } = (await answer.json()) as { checks?: { name: string; status: string }[] };
    return checks.filter(({ status }) => status !== 'up').map(({ name }) => name);
  } catch {
    return [];
  }
}

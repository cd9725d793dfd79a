import t from 'tap';
import type { Status } from '../../src/domain/conversion.ts';
import type { Outcome, Write } from './history.ts';
import { queueWaits } from './queue-waits.ts';

const write = (
  id: string,
  revision: number,
  status: Status,
  at: number,
  outcome: Outcome = 'stored',
): Write => ({
  ...{ by: 'worker-1#1', operation: 'transition', id, revision, outcome, at: at - 1, answeredAt: at },
  state: { revision, status, progress: 0, attempt: 1 },
});

t.test('each attempt has waited since its conversion became pending', async (t) => {
  const writes = [
    write('b', 1, 'pending', 500),
    write('a', 1, 'pending', 100),
    write('a', 2, 'pending', 150), // the mark of the announcement
    write('a', 3, 'in_progress', 200, 'refused'),
    write('a', 3, 'in_progress', 1100),
    write('a', 4, 'in_progress', 1200),
    write('a', 5, 'pending', 2000),
    write('a', 6, 'in_progress', 2300),
    write('a', 7, 'completed', 2400),
    write('b', 2, 'cancelled', 600),
  ];
  t.strictSame(queueWaits(writes), [1000, 300]);
  t.strictSame(queueWaits([]), []);
});

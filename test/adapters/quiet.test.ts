import t from 'tap';
import { createQuiet } from '../../src/bus/quiet.ts';

t.test('a consumer with room that is given nothing knows that the queue was empty', async (t) => {
  let ms = 0;
  const quiet = createQuiet(
    () => 1_000_000 + ms,
    () => ms,
  );
  const after = (passed: number, hasRoom = true) => {
    ms += passed;
    return quiet.emptiedAt(hasRoom);
  };
  t.equal(after(1999), Number.NEGATIVE_INFINITY, 'not at once: it may be on its way');
  t.equal(after(1), 1_000_000, 'what was announced before the quiet began');
  t.equal(after(500), 1_000_500);
  quiet.disturbed();
  t.equal(after(1999), 1_000_500, 'a delivery begins the quiet anew, and takes nothing back');
  t.equal(after(1), 1_002_500);
  t.equal(after(60_000, false), 1_002_500, 'nothing is known while there is no room');
  t.equal(after(1999), 1_002_500, 'nor right after that');
  t.equal(after(1), 1_064_500);
});

import fc from 'fast-check';
import t from 'tap';
import { CONVERSION_ID, createIdSource, idTime } from '../../src/domain/conversion-id.ts';

const LATEST = Date.UTC(3000, 0, 1);
const random48 = fc.nat({ max: 2 ** 48 - 1 });

t.test('ids grow however the clock jumps, and are well formed', async (t) => {
  const clock = fc.array(fc.nat({ max: LATEST }), { minLength: 1, maxLength: 100 });
  fc.assert(
    fc.property(clock, fc.array(random48, { minLength: 100, maxLength: 100 }), (times, randoms) => {
      let tick = 0;
      let draw = 0;
      const nextId = createIdSource(
        () => times[tick++]!,
        () => randoms[draw++ % randoms.length]!,
      );
      const ids = times.map(() => nextId());
      return ids.every((id, n) => CONVERSION_ID.test(id) && (n === 0 || id > ids[n - 1]!));
    }),
  );
  t.pass();
});

t.test('an id tells when it was made', async (t) => {
  fc.assert(
    fc.property(fc.nat({ max: LATEST }), random48, (time, random) => {
      return (
        idTime(
          createIdSource(
            () => time,
            () => random,
          )(),
        ) === time
      );
    }),
  );
  const nextId = createIdSource(
    (() => {
      const times = [5000, 4000, 6000];
      return () => times.shift()!;
    })(),
    () => 0,
  );
  t.strictSame([nextId(), nextId(), nextId()].map(idTime), [5000, 5000, 6000], 'never a time that went back');
});

t.test('counting up within a millisecond cannot overflow', async (t) => {
  const nextId = createIdSource(
    () => 1,
    () => 2 ** 48 - 1,
  );
  let last = '';
  for (let n = 0; n < 10_000; n++) {
    const id = nextId();
    if (id <= last || !CONVERSION_ID.test(id)) t.fail(id);
    last = id;
  }
  t.equal(idTime(last), 1);
});

t.test('two processes that start in the same millisecond differ by their random numbers', async (t) => {
  const idOf = (random: number) =>
    createIdSource(
      () => 1,
      () => random,
    )();
  t.not(idOf(10), idOf(1000));
  t.match(idOf(10), /^0{11}1/);
});

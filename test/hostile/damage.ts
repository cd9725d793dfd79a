/** Ways to damage the bytes of a good file, always the same ones: a failure can be repeated by its name. */
export interface Damaged {
  name: string;
  bytes: Buffer;
}

/** At least 150 for every file of more than a few hundred bytes. */
export function damage(good: Buffer): Damaged[] {
  const random = sequence(good.length);
  return [
    { name: 'one byte', bytes: good.subarray(0, 1) },
    { name: 'noise', bytes: noiseOf(4096, random) },
    { name: 'a good start, then noise', bytes: Buffer.concat([good.subarray(0, 80), noiseOf(4096, random)]) },
    { name: 'twice the same', bytes: Buffer.concat([good, good]) },
    { name: 'bytes behind its end', bytes: Buffer.concat([good, noiseOf(100, random)]) },
    ...truncations(good),
    ...flips(good, random),
    ...blocks(good, random),
    ...(isText(good) ? textLies(good, random) : binaryLies(good, random)),
  ];
}

/** At 24 places, which in texts are the ends of lines and the middles, and a few bytes before the end. */
function truncations(good: Buffer): Damaged[] {
  const places = new Set<number>();
  for (let part = 1; part <= 24; part += 1) {
    const at = Math.floor((good.length * part) / 25);
    const lineEnd = good.indexOf(0x0a, at);
    places.add(part % 2 === 0 && lineEnd > 0 ? lineEnd + 1 : at);
  }
  for (const back of [1, 2, 4, 8, 12, 22, 50, 100]) places.add(good.length - back);
  return [...places]
    .filter((at) => at > 1 && at < good.length)
    .map((at) => ({ name: `cut after ${at} bytes`, bytes: good.subarray(0, at) }));
}

function flips(good: Buffer, random: Random): Damaged[] {
  return Array.from({ length: 40 }, (_, index) => {
    const count = [1, 2, 8, 64][index % 4]!;
    const bytes = Buffer.from(good);
    for (let n = 0; n < count; n += 1) bytes[random(bytes.length)]! ^= 1 << random(8);
    return { name: `flipped bits: ${count}, no. ${index}`, bytes };
  });
}

/** A piece is left out, there twice, all zeros, all ones, or in another place. */
function blocks(good: Buffer, random: Random): Damaged[] {
  const made: Damaged[] = [];
  for (let index = 0; index < 8; index += 1) {
    const from = random(good.length);
    const to = Math.min(good.length, from + 1 + random(Math.ceil(good.length / 5)));
    const [before, block, after] = [good.subarray(0, from), good.subarray(from, to), good.subarray(to)];
    const where = `bytes ${from} to ${to}`;
    made.push(
      { name: `${where} left out`, bytes: Buffer.concat([before, after]) },
      { name: `${where} twice`, bytes: Buffer.concat([before, block, block, after]) },
      { name: `${where} zero`, bytes: Buffer.concat([before, Buffer.alloc(to - from), after]) },
      { name: `${where} 0xff`, bytes: Buffer.concat([before, Buffer.alloc(to - from, 0xff), after]) },
      { name: `${where} at the end`, bytes: Buffer.concat([before, after, block]) },
    );
  }
  return made;
}

const BIG_WORDS = [0xffffffff, 0x7fffffff, 0x80000000, 0x10000000];

function binaryLies(good: Buffer, random: Random): Damaged[] {
  return Array.from({ length: 44 }, (_, index) => {
    const bytes = Buffer.from(good);
    // Counts stand near the start of most files, and anywhere in the rest.
    const reach = index % 2 === 0 ? Math.min(256, bytes.length) : bytes.length;
    const at = Math.max(0, Math.min(bytes.length - 4, random(reach)));
    const word = BIG_WORDS[index % BIG_WORDS.length]!;
    bytes.writeUInt32LE(word, at);
    return { name: `${word.toString(16)} at byte ${at}`, bytes };
  });
}

const LIES = [
  '4294967295',
  '-1',
  '1e308',
  'NaN',
  '99999999999999999999',
  'Infinity',
  '0',
  '1e-320',
  '',
  '\u{1F4A3}',
  '"',
];

function textLies(good: Buffer, random: Random): Damaged[] {
  const text = good.toString('latin1');
  const numbers = [...text.matchAll(/-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g)];
  return Array.from({ length: 44 }, (_, index) => {
    const number = numbers[index % 2 === 0 ? Math.min(numbers.length - 1, index) : random(numbers.length)]!;
    const lie = LIES[index % LIES.length]!;
    const lied =
      text.slice(0, number.index) +
      Buffer.from(lie).toString('latin1') +
      text.slice(number.index + number[0].length);
    return {
      name: `${JSON.stringify(lie)} for ${number[0]} at ${number.index}`,
      bytes: Buffer.from(lied, 'latin1'),
    };
  });
}

const isText = (bytes: Buffer): boolean =>
  !/[\x00-\x08\x0e-\x1f]/.test(bytes.subarray(0, 4096).toString('latin1'));

type Random = (below: number) => number;

function sequence(seed: number): Random {
  let state = (seed ^ 0x9e3779b9) >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const noiseOf = (length: number, random: Random): Buffer =>
  Buffer.from(Uint8Array.from({ length }, () => random(256)));

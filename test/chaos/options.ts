import { parseArgs } from 'node:util';
import { ALL_FAULTS } from './faults/all-faults.ts';
import type { Fault } from './faults/fault.ts';

export interface Options {
  seed: number;
  faults: readonly Fault[];
  /** Undefined: each fault hits once. */
  minutes: number | undefined;
  /** Where the files are kept. */
  storage: 's3' | 'folder';
  /** Put the table into docs/reliability.md. */
  write: boolean;
  /** Keep the folder of the round, whatever comes of it. */
  keep: boolean;
  /** Fail, rather than skip, where the tools of a service are missing. */
  required: boolean;
}

export const USAGE = `npm run chaos -- [--minutes N] [--seed S] [--faults a,b] [--storage s3|folder] [--write] [--keep] [--required]
  --minutes N   go on for N minutes; without it each fault hits once
  --seed S      the same order, instants and models again
  --faults a,b  only those whose names contain one of these
  --storage X   keep the files in s3 (the default) or in a folder
  --write       put the table into docs/reliability.md
  --keep        keep the journals and logs of the round
  --required    fail, rather than skip, where the tools of a service are missing`;

/** Throws with a sentence where an argument is wrong. */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string' },
      seed: { type: 'string' },
      faults: { type: 'string' },
      storage: { type: 'string', default: 's3' },
      write: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      required: { type: 'boolean', default: false },
    },
  });
  const wanted = values.faults?.split(',').map((name) => name.trim().toLowerCase());
  const { storage } = values;
  if (storage !== 's3' && storage !== 'folder') throw new Error('--storage takes s3 or folder.');
  const faults = ALL_FAULTS.filter(({ needs }) => needs === undefined || needs === storage).filter(
    ({ name }) => wanted === undefined || wanted.some((part) => name.toLowerCase().includes(part)),
  );
  if (faults.length === 0) throw new Error(`No fault is named so. There are:\n${names()}`);
  const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
  const minutes = values.minutes === undefined ? undefined : Number(values.minutes);
  if (!Number.isSafeInteger(seed)) throw new Error('--seed takes a whole number.');
  if (minutes !== undefined && !(minutes > 0)) throw new Error('--minutes takes a number above 0.');
  return {
    seed,
    faults,
    minutes,
    storage,
    write: values.write,
    keep: values.keep,
    required: values.required,
  };
}

export const commandOf = ({ seed, minutes, storage }: Options, args: readonly string[]): string => {
  const faults = args[args.indexOf('--faults') + 1];
  return [
    'npm run chaos --',
    ...(minutes === undefined ? [] : [`--minutes ${minutes}`]),
    ...(storage === 's3' ? [] : ['--storage folder']),
    `--seed ${seed}`,
    ...(args.includes('--faults') ? [`--faults '${faults}'`] : []),
  ].join(' ');
};

const names = () => ALL_FAULTS.map(({ name }) => `  ${name}`).join('\n');

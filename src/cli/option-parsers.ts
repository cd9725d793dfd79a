import { InvalidArgumentError } from 'commander';

/** For an option that may be repeated. */
export const collect = (value: string, earlier: readonly string[] = []): string[] => [...earlier, value];

export const parseJobs = (text: string): number => wholeNumber(text, 256);

export function wholeNumber(text: string, most: number): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= most) return number;
  throw new InvalidArgumentError(`Give a whole number from 1 to ${most}.`);
}

/** Seconds, in milliseconds. Node's timers hold no more than 2³¹ of them. */
export function parseTimeoutMs(text: string): number {
  const seconds = text.trim() === '' ? Number.NaN : Number(text);
  if (seconds > 0 && seconds <= 2_000_000) return seconds * 1000;
  throw new InvalidArgumentError('Give a number of seconds above 0 and up to 2000000.');
}

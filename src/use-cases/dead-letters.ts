import { isClaimable, type Status } from '../domain/conversion.ts';
import type { DeadLetter, DeadLetters } from '../domain/ports.ts';
import { isProblem } from '../domain/problem.ts';
import { announce } from './announce.ts';
import type { Parts } from './parts.ts';
import { retryConversion } from './retry-conversion.ts';

export type ReplayParts = Parameters<typeof retryConversion>[0];

export interface ListedLetter extends Pick<DeadLetter, 'id' | 'reason' | 'at'> {
  /** Of its conversion now; undefined where that is gone, or the letter is none of ours. */
  status: Status | undefined;
}

/** What became of one letter. All but `kept` have left the queue. */
export interface Outcome {
  id: string | undefined;
  outcome: 'retried' | 'announced' | 'dropped' | 'discarded' | 'kept';
  /** One sentence. */
  detail: string;
  /** Of the conversion that was made anew. */
  newId?: string;
}

/** Which letters: all, or those of these ids. */
export type Chosen = 'all' | ReadonlySet<string>;

/** The oldest letters, at most `limit`. They stay where they are once the reader is closed. */
export async function listDeadLetters(
  { store }: Pick<Parts, 'store'>,
  letters: DeadLetters,
  limit: number,
): Promise<ListedLetter[]> {
  const listed: ListedLetter[] = [];
  while (listed.length < limit) {
    const letter = await letters.next();
    if (letter === undefined) break;
    const { id, reason, at, message } = letter;
    const conversion = message && (await store.find(message.id));
    listed.push({ id, reason, at, status: conversion?.status });
  }
  return listed;
}

/**
 * Runs once more what the letters speak of. A letter leaves the queue only when what it asks for is durable; one of a
 * command that dies in between is replayed again by the next, which may make a second new conversion.
 */
export async function* replayDeadLetters(
  parts: ReplayParts,
  letters: DeadLetters,
  chosen: Chosen,
): AsyncGenerator<Outcome> {
  const replayed = new Map<string, Outcome>();
  for await (const letter of choose(letters, chosen)) {
    const { message, id } = letter;
    if (message === undefined) {
      yield {
        id,
        outcome: 'kept',
        detail: 'It is no announcement of converto; discard it, or look at the queue.',
      };
      continue;
    }
    const earlier = replayed.get(message.id);
    const outcome: Outcome =
      earlier !== undefined && earlier.outcome !== 'kept'
        ? { id, outcome: 'dropped', detail: 'It is a second letter of the same conversion.' }
        : await replay(parts, message.id);
    if (outcome.outcome !== 'kept') letter.remove();
    replayed.set(message.id, outcome);
    yield outcome;
  }
}

export async function* discardDeadLetters(letters: DeadLetters, chosen: Chosen): AsyncGenerator<Outcome> {
  for await (const letter of choose(letters, chosen)) {
    letter.remove();
    yield { id: letter.id, outcome: 'discarded', detail: letter.reason };
  }
}

async function* choose(letters: DeadLetters, chosen: Chosen): AsyncGenerator<DeadLetter> {
  for (;;) {
    const letter = await letters.next();
    if (letter === undefined) return;
    if (chosen === 'all' || (letter.id !== undefined && chosen.has(letter.id))) yield letter;
  }
}

async function replay(parts: ReplayParts, id: string): Promise<Outcome> {
  const conversion = await parts.store.find(id);
  if (conversion === undefined) return { id, outcome: 'dropped', detail: 'Its conversion is gone.' };
  switch (conversion.status) {
    case 'failed':
      return retry(parts, id);
    case 'pending':
      if (!isClaimable(conversion, parts.now()))
        // its mark would keep the sweeper from announcing it in time
        return { id, outcome: 'dropped', detail: 'It waits for its next attempt.' };
      return (await announce(parts, conversion))
        ? { id, outcome: 'announced', detail: 'It was still waiting and is announced again.' }
        : { id, outcome: 'kept', detail: 'It could not be announced.' };
    case 'in_progress':
      return { id, outcome: 'dropped', detail: 'A worker is at it.' };
    default:
      return { id, outcome: 'dropped', detail: `Its conversion is ${conversion.status}.` };
  }
}

/** What the retry refuses, such as a file that has expired, keeps the letter; anything else is thrown. */
async function retry(parts: ReplayParts, id: string): Promise<Outcome> {
  try {
    const { id: newId } = await retryConversion(parts, id);
    return { id, outcome: 'retried', detail: `Converted anew as ${newId}.`, newId };
  } catch (error) {
    if (!isProblem(error) || error.code === 'dependency_unavailable') throw error;
    return { id, outcome: 'kept', detail: error.detail };
  }
}

import type { AckOrNack, Message } from 'rascal';
import { FAILURES, REMAINING_MS } from './rabbitmq-publisher.ts';

/** One delivery, which is settled once: what comes later is ignored. */
export interface Delivery {
  content: unknown;
  /** Of the message: the same for each delivery of it. */
  messageId: string | undefined;
  /** Of a delay that takes more than one of the broker's queues. */
  remainingMs: number;
  failures: number;
  ack(): void;
  /** Back to the queue, at once. */
  requeue(): void;
  deadLetter(reason: Error): void;
}

const LONGEST_REMAINDER_MS = 366 * 24 * 60 * 60_000;
const MOST_FAILURES = 1000;

export function deliveryOf({ properties }: Message, content: unknown, ackOrNack: AckOrNack): Delivery {
  let open = true;
  const once = (settle: () => void) => {
    if (open) settle();
    open = false;
  };
  // It fails where the connection is gone: the broker delivers again, and finds out that nothing is left to do.
  const ignore = () => {};
  const nack = (reason: Error, requeue: boolean) =>
    once(() => ackOrNack(reason, { strategy: 'nack', requeue }, ignore));
  return {
    content,
    messageId: properties.messageId,
    remainingMs: wholeHeader(properties.headers[REMAINING_MS], LONGEST_REMAINDER_MS),
    failures: wholeHeader(properties.headers[FAILURES], MOST_FAILURES),
    ack: () => once(() => ackOrNack(ignore)),
    requeue: () => nack(new Error('Given back'), true),
    deadLetter: (reason) => nack(reason, false),
  };
}

/** Anybody may have written it. */
const wholeHeader = (value: unknown, most: number): number =>
  typeof value === 'number' && value > 0 ? Math.min(Math.floor(value), most) : 0;

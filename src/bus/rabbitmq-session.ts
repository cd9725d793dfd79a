import type { AckOrNack, Message, SubscriberSession } from 'rascal';

export interface SessionListeners {
  onMessage(message: Message, content: unknown, ackOrNack: AckOrNack): void;
  /** The queue is gone: Rascal subscribes again for ever, and never makes it anew. */
  onGone(): void;
  onError(error: unknown): void;
}

const NOT_FOUND = 404;

/** Resolves once the session is subscribed. */
export function followSession(
  session: SubscriberSession,
  { onMessage, onGone, onError }: SessionListeners,
): Promise<void> {
  return new Promise((resolve, reject) => {
    session.on('subscribed', () => resolve());
    session.on('error', (error: Error & { code?: number }) => {
      reject(error); // where it is subscribed already, nobody hears it
      onError(error);
      if (error.code === NOT_FOUND) onGone();
    });
    session.on('cancelled', (error: unknown) => {
      onError(error);
      onGone();
    });
    session.on('message', onMessage); // this subscribes
  });
}

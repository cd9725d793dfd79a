import { setTimeout as delay } from 'node:timers/promises';
import type { BrokerConfig } from 'rascal';
import { withDeadline } from './rabbitmq-deadline.ts';
import { type Broker, createBroker } from './rascal-broker.ts';

/**
 * One connection with its topology. Rascal reconnects and re-subscribes; where that cannot help, because a queue is
 * gone or what is there is held by a connection that the broker has not given up yet, `renew` puts a fresh one in
 * its place.
 */
export interface Link {
  readonly broker: Broker;
  /** Why nothing can be published now; undefined where it can. */
  trouble(): string | undefined;
  renew(): void;
  close(): Promise<void>;
}

export interface LinkParts {
  /** A new configuration for each connection; `cut` ends its sockets. */
  configure(cut: AbortSignal): BrokerConfig;
  /** Subscribes. Runs again for each renewed connection. */
  attach?(broker: Broker): Promise<void>;
  onError(error: unknown): void;
}

interface Generation {
  broker: Broker;
  /** Ends it for good: Rascal leaves sockets open, and waits for others for ever. */
  cut: AbortController;
  connected: boolean;
  blocked: string | undefined;
}

const OPEN_LIMIT_MS = 15_000;
/** What a link that is replaced gives its deliveries under way; later ones are made again, and find a claim. */
const RETIRE_LIMIT_MS = 60_000;
const CLOSE_LIMIT_MS = 3000;
const BACK_OFF_MS = { first: 100, most: 2000 };

/** Rejects where the broker cannot be reached at once; afterwards it stays open until it is closed. */
export async function openLink(parts: LinkParts): Promise<Link> {
  const closing = new AbortController();
  let renewing: Promise<void> | undefined;
  let closed: Promise<void> | undefined;
  let current = await openGeneration();

  async function openGeneration(): Promise<Generation> {
    const cut = new AbortController();
    try {
      const broker = await withDeadline(
        createBroker(parts.configure(cut.signal), cut.signal),
        OPEN_LIMIT_MS,
        'RabbitMQ is silent',
      );
      const generation: Generation = { broker, cut, connected: true, blocked: undefined };
      follow(generation);
      await withDeadline(parts.attach?.(broker), OPEN_LIMIT_MS, 'RabbitMQ lets nobody subscribe');
      return generation;
    } catch (error) {
      cut.abort();
      throw error;
    }
  }

  function follow(generation: Generation): void {
    const { broker, cut } = generation;
    broker.on('connect', () => {
      generation.connected = true;
      generation.blocked = undefined;
    });
    broker.on('disconnect', () => {
      generation.connected = false;
    });
    broker.on('blocked', (reason: string) => {
      generation.blocked = reason;
    });
    broker.on('unblocked', () => {
      generation.blocked = undefined;
    });
    broker.on('error', (error: unknown) => {
      if (cut.signal.aborted) return;
      parts.onError(error);
      // Refused by a broker that answers: Rascal would ask the same again and leave a connection open each time.
      if (generation === current && !generation.connected && isRefusal(error)) renew();
    });
  }

  function renew(): void {
    if (renewing !== undefined || closing.signal.aborted) return;
    retire(current, RETIRE_LIMIT_MS);
    renewing = replace().finally(() => {
      renewing = undefined;
    });
  }

  async function replace(): Promise<void> {
    for (let pauseMs = BACK_OFF_MS.first; !closing.signal.aborted; pauseMs *= 2) {
      try {
        current = await openGeneration();
        return;
      } catch (error) {
        parts.onError(error);
        const pause = delay(Math.min(pauseMs, BACK_OFF_MS.most), undefined, { signal: closing.signal });
        await pause.catch(() => {});
      }
    }
  }

  const retire = async ({ broker, cut }: Generation, limitMs: number): Promise<void> => {
    await withDeadline(broker.shutdown(), limitMs, 'RabbitMQ does not let go').catch(parts.onError);
    cut.abort();
  };

  const close = async (): Promise<void> => {
    closing.abort();
    await renewing;
    await retire(current, CLOSE_LIMIT_MS);
  };

  return {
    get broker() {
      return current.broker;
    },
    trouble() {
      if (closing.signal.aborted) return 'The bus is closed';
      if (renewing !== undefined || !current.connected) return 'RabbitMQ is away';
      return current.blocked === undefined ? undefined : `RabbitMQ takes no messages: ${current.blocked}`;
    },
    renew,
    close: () => (closed ??= close()),
  };
}

/** AMQP's own codes are numbers such as 404 and 405; those of sockets are words. */
export const isRefusal = (error: unknown): boolean =>
  typeof (error as { code?: unknown } | undefined)?.code === 'number';

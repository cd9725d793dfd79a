/** An HTTP client of two API processes that tries again as a client should. */
import { setTimeout as delay } from 'node:timers/promises';
import type { GivenUp } from './history.ts';
import type { Random } from './random.ts';

/** Longer than any fault; whoever is refused for longer than this was failed by the service. */
const GIVE_UP_AFTER_MS = 120_000;
const TRY_LIMIT_MS = 30_000;
const PAUSE_MS = { least: 100, most: 2000 };
const WORTH_ANOTHER_TRY = new Set([408, 429, 500, 502, 503, 504, 507]);

export interface Request {
  /** For people: `upload`, `download`. */
  what: string;
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  id?: string;
  headers?: Record<string, string>;
  /** Made anew for each try. */
  body?(): FormData;
  /** Other answers that another try may better. */
  retry?(answer: Answer): boolean;
}

export interface Answer {
  status: number;
  headers: Headers;
  bytes: Buffer;
  // biome-ignore lint/suspicious/noExplicitAny: what a caller looks for differs
  json(): any;
  tries: number;
}

export interface Client {
  /** Undefined: given up. */
  ask(request: Request): Promise<Answer | undefined>;
  /** How often each status, or failure of the connection, was the answer. */
  readonly answers: ReadonlyMap<string, number>;
  readonly retries: number;
  readonly givenUp: readonly GivenUp[];
}

/** @param impatientMs tries again after this time, whatever it is told: to measure by, not to be imitated */
export function createClient(addresses: readonly string[], random: Random, impatientMs?: number): Client {
  const answers = new Map<string, number>();
  const givenUp: GivenUp[] = [];
  let retries = 0;
  let turn = 0;

  const count = (name: string) => answers.set(name, (answers.get(name) ?? 0) + 1);

  async function once({ method, path, headers = {}, body }: Request, tries: number): Promise<Answer> {
    const address = addresses[turn++ % addresses.length]!; // as a balancer that knows nothing
    const answer = await fetch(`${address}${path}`, {
      method,
      headers,
      signal: AbortSignal.timeout(TRY_LIMIT_MS),
      ...(body === undefined ? {} : { body: body() }),
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    count(`${answer.status}`);
    const { status } = answer;
    return { status, headers: answer.headers, bytes, tries, json: () => JSON.parse(bytes.toString()) };
  }

  return {
    answers,
    givenUp,
    get retries() {
      return retries;
    },
    async ask(request) {
      const began = Date.now();
      for (let tries = 1; ; tries += 1) {
        let why: string;
        let pauseMs = Math.min(PAUSE_MS.most, PAUSE_MS.least * 2 ** (tries - 1)) * (0.5 + random.next() / 2);
        try {
          const answer = await once(request, tries);
          if (!WORTH_ANOTHER_TRY.has(answer.status) && !request.retry?.(answer)) return answer;
          why = `${answer.status} ${answer.bytes.toString('utf8', 0, 300)}`;
          const seconds = Number(answer.headers.get('retry-after') ?? 0);
          pauseMs = Math.max(pauseMs, seconds * 1000);
        } catch (error) {
          why = reasonOf(error);
          count(why);
        }
        if (Date.now() + pauseMs - began > GIVE_UP_AFTER_MS) {
          const { what, id } = request;
          givenUp.push({ what, at: Date.now(), why, ...(id === undefined ? {} : { id }) });
          return undefined;
        }
        retries += 1;
        await delay(impatientMs ?? pauseMs);
      }
    },
  };
}

function reasonOf(error: unknown): string {
  const { cause, name } = error as Error & { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? name;
}

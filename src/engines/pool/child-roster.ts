import type { EngineChild } from './engine-child.ts';

/** A child and what the pool knows about it. */
export interface Member {
  readonly child: EngineChild;
  readonly loaded: Set<string>;
  conversions: number;
  /** `resting`: done with one request and not yet ready for the next. */
  state: 'free' | 'working' | 'resting';
}

/** Who is there, who is free, and who waits: at most `maxChildren` processes, those that are ending included. */
export interface ChildRoster {
  readonly members: ReadonlySet<Member>;
  /** Takes a free child, or starts one, or waits in line. Rejects with the signal's reason, or with what `close` got. */
  acquire(engine: string, signal: AbortSignal): Promise<Member>;
  release(member: Member): void;
  /** Rejects those who wait and all who come later. */
  close(reason: Error): void;
}

export function createChildRoster(
  maxChildren: number,
  startChild: () => EngineChild,
  onEnded: (member: Member) => void,
): ChildRoster {
  const members = new Set<Member>();
  const waiting: { engine: string; admit(member: Member): void; refuse(reason: unknown): void }[] = [];
  let closedFor: Error | undefined;

  const start = (): Member => {
    const member: Member = { child: startChild(), loaded: new Set(), conversions: 0, state: 'free' };
    members.add(member);
    void member.child.ended.then(() => {
      members.delete(member);
      onEnded(member);
      admitWaiting();
    });
    return member;
  };

  /** Loading a second engine into a free child is quicker than starting another child. */
  const choose = (engine: string): Member | undefined => {
    const free = [...members].filter(({ state, child }) => state === 'free' && child.usable);
    const found = free.find(({ loaded }) => loaded.has(engine)) ?? free[0];
    return found ?? (members.size < maxChildren ? start() : undefined);
  };

  const admitWaiting = () => {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      const member = choose(next.engine);
      if (member === undefined) return;
      member.state = 'working';
      waiting.shift();
      next.admit(member);
    }
  };

  return {
    members,
    acquire(engine, signal) {
      if (closedFor !== undefined) return Promise.reject(closedFor);
      if (signal.aborted) return Promise.reject(signal.reason);
      return new Promise((resolve, reject) => {
        const leaveLine = () => {
          waiting.splice(waiting.indexOf(place), 1);
          reject(signal.reason);
        };
        const place = {
          engine,
          admit: (member: Member) => {
            signal.removeEventListener('abort', leaveLine);
            resolve(member);
          },
          refuse: (reason: unknown) => {
            signal.removeEventListener('abort', leaveLine);
            reject(reason);
          },
        };
        signal.addEventListener('abort', leaveLine, { once: true });
        waiting.push(place);
        admitWaiting();
      });
    },
    release(member) {
      member.state = 'free';
      admitWaiting();
    },
    close(reason) {
      closedFor = reason;
      for (const { refuse } of waiting.splice(0)) refuse(reason);
    },
  };
}

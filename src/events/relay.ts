import type { Bus, ProgressMessage } from '../domain/ports.ts';

export interface Watcher {
  onProgress(message: ProgressMessage): void;
  /** The conversion was deleted through this process. Deletions elsewhere are found by the heartbeat. */
  onGone(id: string): void;
  /** The process closes its streams. */
  onClose(): void;
}

/** Brings what the bus says to whoever watches a conversion or a tag: one subscription for the whole process. */
export interface Relay {
  /** Returns what stops watching. */
  watch(id: string, watcher: Watcher): () => void;
  watchTag(tag: string, watcher: Watcher): () => void;
  gone(id: string): void;
  /** Tells every watcher to end; later ones are told at once. */
  closeWatchers(): void;
  /** How many pairs of watcher and topic there are. */
  readonly watching: number;
  stop(): Promise<void>;
}

export async function openRelay(bus: Pick<Bus, 'watchProgress'>): Promise<Relay> {
  const byId = createTopics();
  const byTag = createTopics();
  let closing = false;

  const add = (topics: Topics, topic: string, watcher: Watcher) => {
    if (closing) queueMicrotask(() => watcher.onClose());
    return topics.add(topic, watcher);
  };

  const subscription = await bus.watchProgress((message) => {
    for (const watcher of byId.of(message.id)) watcher.onProgress(message);
    if (message.tag === undefined) return;
    for (const watcher of byTag.of(message.tag)) watcher.onProgress(message);
  });

  return {
    watch: (id, watcher) => add(byId, id, watcher),
    watchTag: (tag, watcher) => add(byTag, tag, watcher),
    gone(id) {
      for (const watcher of byId.of(id)) watcher.onGone(id);
      for (const watcher of byTag.all()) watcher.onGone(id);
    },
    closeWatchers() {
      closing = true;
      for (const watcher of [...byId.all(), ...byTag.all()]) watcher.onClose();
    },
    get watching() {
      return byId.size() + byTag.size();
    },
    stop: () => subscription.stop(),
  };
}

interface Topics {
  add(topic: string, watcher: Watcher): () => void;
  /** A copy: watchers may leave while they are told. */
  of(topic: string): readonly Watcher[];
  all(): readonly Watcher[];
  size(): number;
}

function createTopics(): Topics {
  const topics = new Map<string, Set<Watcher>>();
  return {
    add(topic, watcher) {
      const watchers = topics.get(topic) ?? new Set();
      topics.set(topic, watchers.add(watcher));
      return () => {
        watchers.delete(watcher);
        if (watchers.size === 0 && topics.get(topic) === watchers) topics.delete(topic);
      };
    },
    of: (topic) => [...(topics.get(topic) ?? [])],
    all: () => [...topics.values()].flatMap((watchers) => [...watchers]),
    size: () => [...topics.values()].reduce((sum, watchers) => sum + watchers.size, 0),
  };
}

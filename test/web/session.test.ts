import t from 'tap';
import { ConvertoError } from '../../src/client/converto-error.ts';
import type { Revised } from '../../src/web/api/api.ts';
import type { Conversion } from '../../src/web/api/resource.ts';
import { createMemory, REMEMBERED_KEY, type Remembered } from '../../src/web/conversions/remembered.ts';
import { phaseOf } from '../../src/web/conversions/row.ts';
import { createSession, type Wish } from '../../src/web/conversions/session.ts';
import { waitUntil } from '../support/wait-until.ts';

const A = 'a'.repeat(24);
const B = 'b'.repeat(24);

const conversion = (id: string, given: Partial<Conversion> = {}): Conversion =>
  ({
    id,
    status: 'in_progress',
    stage: 'reading',
    progress: 10,
    attempt: 1,
    max_attempts: 3,
    source_format: 'step',
    target_format: 'glb',
    file_name: `${id[0]}.step`,
    size_bytes: 5,
    links: {},
    ...given,
  }) as Conversion;

const notFound = () => new ConvertoError('', { code: 'conversion_not_found', status: 404, retryable: false });

const wish = (name: string): Wish<string> => ({
  file: 'bytes',
  name,
  sizeBytes: 5,
  source: 'step',
  target: 'glb',
  options: {},
});

/** A session against a server of the test: a table of what it knows. */
function drive(remembered: readonly Remembered[] = []) {
  const stored = new Map([[REMEMBERED_KEY, JSON.stringify(remembered)]]);
  const server = new Map<string, Revised>();
  const streams: { ids: readonly string[]; emit(event: string, revision: number, data: object): void }[] = [];
  const changes: string[] = [];
  const sent: { key: string; answer(id: string): void; fail(error: unknown): void }[] = [];
  const calls: string[] = [];
  let keys = 0;
  const find = (id: string): Revised => {
    const found = server.get(id);
    if (found === undefined) throw notFound();
    return found;
  };
  const memory = createMemory({
    getItem: (key) => stored.get(key) ?? null,
    setItem: (key, value) => void stored.set(key, value),
  });
  const session = createSession<string>({
    memory,
    api: {
      formats: async () => ({ formats: [], data: [] }),
      get: async (id) => find(id),
      async cancel(id) {
        calls.push(`cancel ${id}`);
        const { revision } = find(id);
        return { conversion: conversion(id, { status: 'cancelled' }), revision: revision + 1 };
      },
      async retry(id, key) {
        calls.push(`retry ${id} ${key}`);
        find(id);
        return B;
      },
      async remove(id) {
        calls.push(`remove ${id}`);
        find(id);
      },
    },
    stream: {
      connect(ids) {
        const listeners = new Map<string, (event: { data?: unknown; lastEventId?: string }) => void>();
        streams.push({
          ids,
          emit: (event, revision, data) =>
            listeners.get(event)?.({ data: JSON.stringify(data), lastEventId: `x:${revision}` }),
        });
        return {
          readyState: 1,
          addEventListener: (type, listener) => void listeners.set(type, listener),
          close: () => {},
        };
      },
      after(_ms, run) {
        const timer = setImmediate(run);
        return { cancel: () => clearImmediate(timer) };
      },
    },
    upload: {
      send: (_wish, key, _onProgress, signal) =>
        new Promise((resolve, reject) => {
          sent.push({ key, answer: resolve, fail: reject });
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
      pause: async () => {},
      nowMs: () => 0,
      random: () => 0,
    },
    newKey: () => `key ${++keys}`,
    onChange: (before, after) => void changes.push(`${phaseOf(before)} → ${phaseOf(after)}`),
  });
  const phases = () => session.rows.value.map(({ state }) => `${state.value.name} ${phaseOf(state.value)}`);
  const ids = () => memory.list().map(({ id }) => id);
  return { session, server, streams, sent, calls, changes, phases, ids };
}

t.test('what a browser remembers is what the server says it is', async (t) => {
  const { session, server, phases, changes, streams } = drive([
    { id: A, name: 'a.step' },
    { id: B, name: 'b.step' },
  ]);
  server.set(A, { conversion: conversion(A), revision: 4 });
  await session.recall();
  t.strictSame(phases(), ['a.step in_progress', 'b.step gone']);
  t.strictSame(changes, [], 'nothing of that is news');
  await waitUntil('what goes on is watched', () => streams.length === 1);
  t.strictSame(streams[0]?.ids, [A]);
  await session.recall();
  t.equal(session.rows.value.length, 2, 'nothing twice');
});

t.test('garbage in the memory of the browser is no reason to fail', async (t) => {
  const { session } = drive([{ id: '../x', name: 'x' }, { id: A } as Remembered, 7 as never]);
  await session.recall();
  t.equal(session.rows.value.length, 0);
});

t.test('a file is sent, accepted, watched and completed', async (t) => {
  const { session, server, sent, streams, phases, ids, changes } = drive();
  session.convert([wish('a.step'), wish('b.step')]);
  t.strictSame(phases(), ['b.step uploading', 'a.step uploading'], 'the newest first');
  t.ok(session.isUploading.value);
  t.not(sent[0]?.key, sent[1]?.key, 'a key for each');
  sent[0]?.answer(A);
  await waitUntil('it is accepted', () => phases()[1] === 'a.step unknown');
  t.strictSame(ids(), [A]);
  await waitUntil('it is watched', () => streams.length === 1);
  const stream = streams[0]!;
  stream.emit('snapshot', 2, conversion(A));
  stream.emit('progress', 5, { id: A, status: 'in_progress', progress: 50, stage: 'writing', attempt: 1 });
  stream.emit('progress', 4, { id: A, status: 'in_progress', progress: 40, stage: 'reading', attempt: 1 });
  const row = () => session.rows.value[1]!.state.value;
  t.match(row().conversion, { progress: 50, stage: 'writing' }, 'what is older changes nothing');
  stream.emit('completed', 6, conversion(A, { status: 'completed', progress: 100 }));
  stream.emit('progress', 7, { id: A, status: 'in_progress', progress: 60, stage: 'writing', attempt: 1 });
  t.match(row().conversion, { status: 'completed', progress: 100 }, 'the end is the end');
  t.ok(changes.includes('in_progress → completed'));
  server.set(A, { conversion: conversion(A), revision: 3 });
  await session.wake();
  t.equal(phases()[1], 'a.step completed');
});

t.test('an upload that failed begins anew with the same key', async (t) => {
  const { session, sent, phases } = drive();
  session.convert([wish('a.step')]);
  sent[0]?.fail(new ConvertoError('', { code: 'file_too_large', status: 413, retryable: false }));
  await waitUntil('it is refused', () => phases()[0] === 'a.step refused');
  t.notOk(session.isUploading.value);
  await session.retry(session.rows.value[0]!);
  await waitUntil('it is sent again', () => sent.length === 2);
  t.equal(sent[1]?.key, sent[0]?.key);
  await session.remove(session.rows.value[0]!);
  t.strictSame(phases(), []);
  t.notOk(session.isUploading.value);
});

t.test('buttons', async (t) => {
  const { session, server, calls, phases, ids } = drive([{ id: A, name: 'a.step' }]);
  server.set(A, { conversion: conversion(A), revision: 4 });
  await session.recall();
  const row = session.rows.value[0]!;
  await session.cancel(row);
  t.strictSame(phases(), ['a.step cancelled']);
  server.set(B, { conversion: conversion(B, { file_name: 'a.step' }), revision: 1 });
  await Promise.all([session.retry(row), session.retry(row)]);
  t.strictSame(calls.slice(1), [`retry ${A} retry-${A}`], 'pressed twice, done once');
  t.strictSame(ids(), [B], 'the new one takes its place');
  await session.wake();
  t.strictSame(phases(), ['a.step in_progress']);
  await session.remove(row);
  t.strictSame([phases(), ids()], [[], []]);
});

t.test('a button that comes too late shows what became of it', async (t) => {
  const { session, server, phases, ids } = drive([{ id: A, name: 'a.step' }]);
  server.set(A, { conversion: conversion(A), revision: 4 });
  await session.recall();
  const row = session.rows.value[0]!;
  server.delete(A);
  await session.cancel(row);
  t.strictSame(phases(), ['a.step gone']);
  await session.remove(row);
  t.strictSame([phases(), ids()], [[], []], 'and what is gone leaves the list without asking');
});

t.test('what is deleted elsewhere is gone here', async (t) => {
  const { session, server, streams, phases } = drive([{ id: A, name: 'a.step' }]);
  server.set(A, { conversion: conversion(A), revision: 4 });
  await session.recall();
  await waitUntil('it is watched', () => streams.length === 1);
  streams[0]?.emit('deleted', 0, { id: A });
  t.strictSame(phases(), ['a.step gone']);
});

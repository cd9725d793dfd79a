// A checker that cannot fail proves nothing: each rule finds the one violation that is planted, and nothing in what is sound.
import t from 'tap';
import type { Final, Frame, History, State, Write } from './history.ts';
import { checkHistory } from './invariants/check.ts';

const ID = 'a'.repeat(24);
const SHA = 'b'.repeat(64);
const ORIGINAL = `/original/${ID}/sheet.stl`;
const CONVERTED = `/converted/${ID}/2/sheet.obj`;

const state = (
  revision: number,
  status: State['status'],
  attempt: number,
  progress: number,
  more: Partial<State> = {},
): State => ({ revision, status, attempt, progress, ...more });

const write = (of: State, more: Partial<Write> = {}): Write => ({
  by: 'worker-1#1',
  operation: of.revision === 1 ? 'insert' : 'transition',
  id: ID,
  revision: of.revision,
  state: of,
  outcome: 'stored',
  at: 1000 + of.revision,
  answeredAt: 1001 + of.revision,
  ...more,
});

/** Nobody knows whether it was applied. */
const unanswered = (of: State): Write =>
  write(of, { state: undefined, outcome: 'unknown', answeredAt: undefined });

const STATES = [
  state(1, 'pending', 0, 0),
  state(2, 'in_progress', 1, 0),
  state(3, 'in_progress', 1, 40),
  state(4, 'pending', 1, 0), // its worker was lost
  state(5, 'in_progress', 2, 0),
  state(6, 'in_progress', 2, 95),
  state(7, 'completed', 2, 100, { sha256: SHA }),
];

const frame = ({ revision, status, progress, attempt }: State, more: Partial<Frame> = {}): Frame => ({
  at: 2000 + revision,
  connection: 1,
  event: 'progress',
  ...{ revision, status, progress, attempt },
  ...more,
});

const FINAL: Final = {
  ...STATES[6]!,
  id: ID,
  tag: 'upload-1',
  keys: [ORIGINAL, CONVERTED],
  sizeBytes: 10,
  code: undefined,
  createdAt: 1000,
  stored: { sizeBytes: 10, sha256: SHA },
};

const SOUND: History = {
  writes: STATES.map((one) => write(one)),
  accepted: [{ id: ID, tag: 'upload-1', at: 1001 }],
  deleted: new Set(),
  cancelled: new Set(),
  watches: [{ id: ID, frames: STATES.map((one) => frame(one)), ended: 'terminal' }],
  downloads: [{ id: ID, at: 3000, sizeBytes: 10, sha256: SHA, told: { sizeBytes: 10, sha256: SHA } }],
  misread: [],
  givenUp: [],
  final: [FINAL],
  files: [ORIGINAL, CONVERTED],
  leftovers: [],
  queues: [{ name: 'created', messages: 0 }],
  deadAnnouncements: [],
  exits: [],
  idempotent: true,
};

const rules = (history: History) => [...new Set(checkHistory(history).map(({ rule }) => rule))];
const replaced = (revision: number, ...by: Write[]): Write[] =>
  SOUND.writes.flatMap((one) => (one.revision === revision ? by : [one]));
const shown = (...frames: Frame[]) => ({ watches: [{ id: ID, frames, ended: 'terminal' as const }] });

t.test('what is sound breaks no rule', async (t) => {
  const sound: [string, Partial<History>][] = [
    ['every write was answered', {}],
    ['one write was not answered, and was applied', { writes: replaced(6, unanswered(STATES[5]!)) }],
    [
      'one was tried by a worker that was killed, and then by another',
      { writes: [...SOUND.writes, unanswered(STATES[5]!)] },
    ],
    [
      'a late write was fenced',
      { writes: [...SOUND.writes, write(STATES[5]!, { outcome: 'refused', state: undefined })] },
    ],
    [
      'an upload was inserted without an answer, and is not there',
      { writes: [...SOUND.writes, { ...unanswered(STATES[0]!), id: 'c'.repeat(24) }] },
    ],
    ['a client deleted it', { deleted: new Set([ID]), final: [], files: [] }],
    [
      'a watcher came back and was told the same state',
      shown(...STATES.map((one) => frame(one)), frame(STATES[6]!, { connection: 2 })),
    ],
    [
      'a watcher came late',
      shown(frame(STATES[6]!, { event: 'snapshot' }), frame(STATES[6]!, { event: 'completed' })),
    ],
    [
      'a watcher was told of the deletion',
      { watches: [{ id: ID, frames: [], ended: 'gone' }], deleted: new Set([ID]) },
    ],
    ['a watcher missed states', shown(frame(STATES[1]!), frame(STATES[6]!))],
    ['without keys one upload may become two', { idempotent: false }],
  ];
  for (const [name, planted] of sound) t.strictSame(checkHistory({ ...SOUND, ...planted }), [], name);
});

const planted: [rule: string, name: string, planted: Partial<History>][] = [
  [
    'accepted conversion lost',
    'it is gone',
    { final: [], files: [], writes: [], downloads: [], watches: [] },
  ],
  ['never ended', 'it is pending for ever', { final: [{ ...FINAL, status: 'pending' }] }],
  ['good input failed', 'it failed', { final: [{ ...FINAL, status: 'failed', code: 'internal' }] }],
  ['cancelled by nobody', 'it was cancelled', { final: [{ ...FINAL, status: 'cancelled' }] }],
  [
    'one key, several conversions',
    'its upload was tried again',
    { final: [FINAL, { ...FINAL, id: 'c'.repeat(24) }] },
  ],
  ['conversion of nobody', 'it has no tag', { final: [{ ...FINAL, tag: undefined }] }],
  [
    'result is not what was recorded',
    'a byte of it changed',
    { final: [{ ...FINAL, stored: { sizeBytes: 10, sha256: 'c'.repeat(64) } }] },
  ],
  [
    'result is not what was recorded',
    'it was cut',
    { final: [{ ...FINAL, stored: { sizeBytes: 9, sha256: SHA } }] },
  ],
  [
    'download is not what was recorded',
    'another one was sent',
    { downloads: [{ ...SOUND.downloads[0]!, sha256: 'c'.repeat(64) }] },
  ],
  [
    'download is not what was recorded',
    'the result was replaced after it was shown',
    {
      downloads: [
        { ...SOUND.downloads[0]!, sha256: 'c'.repeat(64), told: { sizeBytes: 10, sha256: 'c'.repeat(64) } },
      ],
    },
  ],
  ['result is another model', 'it has too few triangles', { misread: [{ id: ID, why: '3 triangles' }] }],
  [
    'orphan file',
    'a result of an earlier attempt',
    { files: [...SOUND.files, CONVERTED.replace('/2/', '/1/')] },
  ],
  [
    'orphan file',
    'a file of an upload that was never recorded',
    { files: [...SOUND.files, '/original/x/y'] },
  ],
  ['orphan file', 'a temporary file', { leftovers: ['.incoming/abc'] }],
  ['file is missing', 'the original', { files: [CONVERTED] }],
  [
    'file is missing',
    'a preview',
    { final: [{ ...FINAL, keys: [...FINAL.keys, CONVERTED.replace('.obj', '.preview.glb')] }] },
  ],
  ['message left', 'in the queue', { queues: [{ name: 'created', messages: 1 }] }],
  ['announcement dead-lettered', 'it was taken for poison', { deadAnnouncements: [ID] }],
  ['request failed for good', 'a download', { givenUp: [{ what: 'download', at: 1, why: '500', id: ID }] }],
  ['process ended', 'by itself', { exits: [{ by: 'api-1#1', at: 1, how: 'ended with 1' }] }],
  [
    'revision written twice',
    'two workers were told so',
    { writes: [...SOUND.writes, write(STATES[5]!, { by: 'worker-2#1' })] },
  ],
  ['revision without a writer', 'a gap', { writes: replaced(3) }],
  [
    'revision without a writer',
    'the one who tried was told that it was refused',
    { writes: replaced(3, write(STATES[2]!, { outcome: 'refused', state: undefined })) },
  ],
  [
    'acknowledged write vanished',
    'the end of it',
    { writes: [...SOUND.writes, write(state(8, 'completed', 2, 100, { sha256: SHA }))] },
  ],
  [
    'acknowledged write vanished',
    'another state of the same revision is there',
    { final: [{ ...FINAL, attempt: 3 }] },
  ],
  [
    'acknowledged write vanished',
    'the whole conversion, although no client heard of it',
    { final: [], files: [], accepted: [], downloads: [], watches: [] },
  ],
  [
    'terminal state changed',
    'completed, then failed',
    { writes: [...SOUND.writes, write(state(8, 'failed', 2, 95))] },
  ],
  [
    'terminal state changed',
    'another result',
    { writes: [...SOUND.writes, write(state(8, 'completed', 2, 100, { sha256: 'c'.repeat(64) }))] },
  ],
  ['attempt fell', 'an old worker wrote', { writes: replaced(6, write(state(6, 'in_progress', 1, 95))) }],
  [
    'attempt without a claim',
    'it was counted twice',
    { writes: replaced(5, write(state(5, 'in_progress', 3, 0))) },
  ],
  [
    'attempt without a claim',
    'a claim that did not count',
    { writes: replaced(5, write(state(5, 'in_progress', 1, 0))) },
  ],
  ['progress fell', 'within an attempt', { writes: replaced(6, write(state(6, 'in_progress', 2, -1))) }],
  [
    'progress of 100 without a result',
    'before it was durable',
    { writes: replaced(6, write(state(6, 'in_progress', 2, 100))) },
  ],
  [
    'end was not shown',
    'the stream never told it',
    { watches: [{ id: ID, frames: [frame(STATES[2]!)], ended: 'unfinished' }] },
  ],
  ['shown as deleted', 'it is there', { watches: [{ id: ID, frames: [], ended: 'gone' }] }],
  ['another end was shown', 'it is completed', shown(frame(state(7, 'failed', 2, 95)))],
  ['events went back', 'an older revision', shown(frame(STATES[5]!), frame(STATES[4]!), frame(STATES[6]!))],
  ['events went back', 'twice the same', shown(frame(STATES[5]!), frame(STATES[5]!), frame(STATES[6]!))],
  [
    'shown progress fell',
    'within an attempt',
    shown(frame(STATES[5]!), frame(state(9, 'in_progress', 2, 50)), frame(STATES[6]!, { revision: 10 })),
  ],
  ['event was not true', 'another progress', shown(frame(state(6, 'in_progress', 2, 96)), frame(STATES[6]!))],
];

for (const [rule, name, plant] of planted) {
  t.test(`${rule}: ${name}`, async (t) => {
    t.ok(rules({ ...SOUND, ...plant }).includes(rule), `found: ${rules({ ...SOUND, ...plant })}`);
  });
}

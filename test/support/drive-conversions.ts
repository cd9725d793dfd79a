import {
  advance,
  type Change,
  type Conversion,
  claim,
  complete,
  createConversion,
  fail,
  filesExpired,
  type NamedFile,
  type NewConversion,
  type Outcome,
  type Previews,
  type Stage,
  tryAgain,
} from '../../src/domain/conversion.ts';
import { safeFileName } from '../../src/domain/file-name.ts';
import { extensionOf, FORMATS, findFormat, stemOf } from '../../src/domain/formats.ts';
import { PROBLEMS, type ProblemCode } from '../../src/domain/problem.ts';
import type { Report } from '../../src/domain/report.ts';
import { cancelConversion } from '../../src/use-cases/cancel-conversion.ts';
import { changeConversion, progressOf } from '../../src/use-cases/change-conversion.ts';
import type { Parts } from '../../src/use-cases/parts.ts';

type DriveParts = Pick<Parts, 'store' | 'bus' | 'storage' | 'now'> & { nextId(): string };

export type Given = Partial<
  Pick<NewConversion, 'id' | 'targetFormat' | 'options' | 'tag' | 'withPreview' | 'maxAttempts'>
> & {
  fileName?: string;
  bytes?: Uint8Array;
};

/**
 * Puts conversions into any state with the functions of the domain and files in the storage, and announces every
 * change on the bus, as the use cases and a worker do.
 */
export function driveConversions({ store, bus, storage, now, nextId }: DriveParts) {
  const lease = () => ({ owner: 'test-worker', until: now() + 60_000 });
  const change = (id: string, decide: (current: Conversion) => Change) =>
    changeConversion({ store, bus }, id, decide);
  const failure = (code: ProblemCode, { stage }: Conversion) => {
    const { detail, retryable } = PROBLEMS[code];
    return { code, detail, retryable, stage };
  };

  const previewsBeside = async (convertedKey: string): Promise<Previews> => {
    const store = async (ending: string, text: string) => ({
      ...(await storage.write(stemOf(convertedKey) + ending, once(Buffer.from(text)))),
      fileName: `bracket${ending}`,
    });
    const counts = { triangles: 10, totalTriangles: 12 };
    return {
      original: { ...(await store('.original-preview.glb', 'glTF of the original')), ...counts },
      converted: { ...(await store('.preview.glb', 'glTF of the result')), ...counts },
      thumbnail: await store('.thumbnail.png', 'a picture'),
    };
  };

  const drive = {
    /** Stored and pending: an STL that is to become OBJ, unless told otherwise. */
    async pending({ fileName = 'bracket.stl', bytes = MODEL, ...given }: Given = {}): Promise<Conversion> {
      const id = given.id ?? nextId();
      const key = `/original/${id}/${safeFileName(fileName).stored}`;
      const conversion = createConversion({
        now: now(),
        sourceFormat: findFormat(extensionOf(fileName))!.id,
        targetFormat: 'obj',
        options: {},
        maxAttempts: 3,
        ...given,
        id,
        original: { ...(await storage.write(key, once(bytes))), fileName },
      });
      await store.insert(conversion);
      bus.publishProgress(progressOf(conversion));
      return conversion;
    },

    /** A worker claims it. */
    start: (id: string) => change(id, (current) => claim(current, lease(), now())),

    advance: (id: string, seen: { stage: Stage; progress: number }) =>
      change(id, (current) => advance(current, { ...seen, lease: lease() }, now())),

    async complete(id: string, bytes: Uint8Array = RESULT): Promise<Conversion> {
      const { original, attempt, targetFormat, withPreview } = (await store.find(id))!;
      const extension = FORMATS[targetFormat].extensions[0];
      const stored = stemOf(original.key.slice(original.key.lastIndexOf('/') + 1)) + extension;
      const converted: NamedFile = {
        ...(await storage.write(`/converted/${id}/${attempt}/${stored}`, once(bytes))),
        fileName: stemOf(original.fileName) + extension,
      };
      const previews = withPreview ? await previewsBeside(converted.key) : undefined;
      const outcome = (current: Conversion): Outcome => ({
        converted,
        report: reportOf(current),
        ...(previews && { previews }),
      });
      return change(id, (current) => complete(current, outcome(current), now()));
    },

    fail: (id: string, code: ProblemCode = 'input_malformed') =>
      change(id, (current) => fail(current, failure(code, current), now())),

    /** Back to pending after a failure that may pass. */
    tryAgain: (id: string, code: ProblemCode = 'engine_crashed', afterMs = 0) =>
      change(id, (current) => tryAgain(current, failure(code, current), now() + afterMs, now())),

    cancel: (id: string) => cancelConversion({ store, bus, now }, id),

    /** The retention time is over: the files go, the record stays. */
    async expire(id: string): Promise<Conversion> {
      await storage.removeAll(id);
      return change(id, (current) => filesExpired(current, now()));
    },

    async inProgress(given?: Given): Promise<Conversion> {
      return drive.start((await drive.pending(given)).id);
    },

    async completed(given?: Given, result?: Uint8Array): Promise<Conversion> {
      return drive.complete((await drive.inProgress(given)).id, result);
    },

    async failed(given?: Given, code?: ProblemCode): Promise<Conversion> {
      return drive.fail((await drive.inProgress(given)).id, code);
    },

    async cancelled(given?: Given): Promise<Conversion> {
      return drive.cancel((await drive.pending(given)).id);
    },

    async expired(given?: Given): Promise<Conversion> {
      return drive.expire((await drive.completed(given)).id);
    },
  };
  return drive;
}

export type Drive = ReturnType<typeof driveConversions>;

const MODEL = Buffer.from('solid one\nendsolid one\n');
const RESULT = Buffer.from('# a result\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n');

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

const reportOf = ({ sourceFormat, targetFormat }: Conversion): Report => {
  const measures = {
    parts: 1,
    bodies: 0,
    triangles: 1,
    vertices: 3,
    unit: 'mm',
    upAxis: 'z',
    colours: 0,
  } as const;
  return {
    source: { ...measures, format: sourceFormat },
    target: {
      ...measures,
      format: targetFormat,
      bounds: { min: [0, 0, 0], max: [1, 1, 0] },
      area: 0.5,
    },
    warnings: ['The unit was taken to be millimetres.'],
    lost: [{ what: 'names', count: 1, why: 'The target has no names.' }],
    engine: { name: 'test-engine', version: '1.2.3' },
    timingsMs: { reading: 1, writing: 2, verifying: 3 },
  };
};

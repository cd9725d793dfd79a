import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Test } from 'tap';
import type { FormatId } from '../../src/domain/formats.ts';
import { PROBLEMS, type ProblemCode } from '../../src/domain/problem.ts';
import { cubeStl } from '../support/cube.ts';
import { runConverto } from '../support/running-converto.ts';

/** What it is, its bytes, the name it is sent under, and what must become of it. */
export type BadUpload = [name: string, bytes: Buffer | string, fileName: string, code: ProblemCode];

interface Answer {
  status: number;
  type: string | null;
  body: {
    id: string;
    status: string | number;
    attempt: number;
    /** Of a problem. */
    code?: string;
    detail?: string;
    error?: { code: string; message: string; retryable: boolean };
    report?: { triangles?: number; bounds: { min: number[]; max: number[] }; warnings: string[] };
  };
}

/** Uploads, and waits for the end of the conversion. */
export async function upload(
  address: string,
  [bytes, fileName]: readonly [Buffer | string, string],
  target: FormatId,
): Promise<Answer> {
  const form = new FormData();
  form.set('target_format', target);
  form.set('file', new Blob([bytes]), fileName);
  const headers = { prefer: 'wait=60' };
  const answer = await fetch(`${address}/api/v1/conversions`, { method: 'POST', body: form, headers });
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    body: (await answer.json()) as Answer['body'],
  };
}

/**
 * One service gets all of the files, one after another. Each is refused at its upload or fails at its first attempt,
 * with its code and a sentence; none leaves a result; and then the service still converts a cube.
 */
export async function refuseUploads(t: Test, uploads: readonly BadUpload[], targets: readonly FormatId[]) {
  const { api, folder } = await runConverto(t);
  const accepted: string[] = [];
  for (const target of targets) {
    for (const [name, bytes, fileName, code] of uploads) {
      await t.test(`${name} → ${target}: ${code}`, async (t) => {
        const answer = await upload(api.address, [bytes, fileName], target);
        const said = PROBLEMS[code].kind === 'conversion_failed' ? failed(t, answer) : refused(t, answer);
        t.equal(said.code, code, said.sentence);
        t.match(said.sentence, /^[A-Z].{20,400}\.$/, 'a sentence for people');
        t.notOk(said.sentence.includes(folder), 'names no path of the server');
        if (PROBLEMS[code].kind !== 'conversion_failed') return;
        accepted.push(answer.body.id);
        const result = await fetch(
          `${api.address}/api/v1/conversions/${answer.body.id}/files?type=converted`,
        );
        t.equal(result.status, 409);
        t.match(await result.json(), { code: 'conversion_has_no_result' });
      });
    }
  }

  const cube = await upload(api.address, [cubeStl(10), 'cube.stl'], 'obj');
  t.match(cube.body, { status: 'completed', attempt: 1, report: { triangles: 12 } }, 'a cube is converted');
  const kept = async (area: string) => (await readdir(join(folder, area))).sort();
  t.strictSame(
    await kept('original'),
    [...accepted, cube.body.id].sort(),
    'of what was refused nothing is kept',
  );
  t.strictSame(await kept('converted'), [cube.body.id], 'nothing else has a result');
}

/** At the upload: nothing was stored, no conversion began. */
function refused(t: Test, { status, type, body }: Answer) {
  t.ok(status === 400 || status === 422, `status ${status}`);
  t.match(type, 'application/problem+json');
  return { code: body.code, sentence: body.detail ?? '' };
}

function failed(t: Test, { status, body }: Answer) {
  t.equal(status, 200, JSON.stringify(body));
  t.equal(body.status, 'failed');
  t.equal(body.attempt, 1, 'the same bytes would fail again, so nothing was tried twice');
  t.equal(body.error?.retryable, false);
  t.notOk('output' in body || 'converted_file_path' in body);
  return { code: body.error?.code, sentence: body.error?.message ?? '' };
}

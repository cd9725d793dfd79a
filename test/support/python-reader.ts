import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';

type Ask = <Answer>(question: object) => Promise<Answer>;

/**
 * A program beside this file that answers lines (answer_lines.py): started once, for as many files as there are, and ended
 * with the test. Asked one thing at a time. Throws where it refuses a file. Undefined without a Python.
 */
export function openPythonReader(t: Test, python: string | undefined, program: string): Ask | undefined {
  if (python === undefined) return undefined;
  let child: ChildProcessWithoutNullStreams | undefined;
  let answers: AsyncIterator<string>;
  t.teardown(async () => {
    if (child === undefined || child.exitCode !== null) return;
    child.stdin.end();
    await once(child, 'exit');
  });
  return async <Answer>(question: object) => {
    if (child === undefined) {
      child = spawn(python, [fileURLToPath(new URL(program, import.meta.url))]);
      child.stderr.resume();
      answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    }
    child.stdin.write(`${JSON.stringify(question)}\n`);
    const { value, done } = await answers.next();
    if (done) throw new Error(`${program} has died of ${JSON.stringify(question)}`);
    const answer = JSON.parse(value) as Answer | { error: string };
    if (typeof answer === 'object' && answer !== null && 'error' in answer)
      throw new Error(`${program} refuses ${JSON.stringify(question)}: ${answer.error}`);
    return answer as Answer;
  };
}

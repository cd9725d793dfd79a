import t from 'tap';
import { isProblem, Problem } from '../../../src/domain/problem.ts';
import { failureOf } from '../../../src/engines/cad/occt-failure.ts';
import { EngineTrap } from '../../../src/engines/engine-module.ts';
import { plainOcct } from './make-cad.ts';

const describe = (address: number) => `Standard_Failure at ${address}`;
const codeOf = (error: unknown) => (isProblem(error) ? error.code : (error as Error).name);
const causeOf = (error: unknown) => (error as Error).cause;

/** A module whose only function does nothing but trap. */
const TRAPPING = Uint8Array.of(
  0,
  0x61,
  0x73,
  0x6d,
  1,
  0,
  0,
  0, // \0asm, version 1
  1,
  4,
  1,
  0x60,
  0,
  0, // one type: () → ()
  3,
  2,
  1,
  0, // one function of it
  7,
  5,
  1,
  1,
  0x66,
  0,
  0, // exported as f
  10,
  5,
  1,
  3,
  0,
  0,
  0x0b, // its body: unreachable
);

t.test('tells a refusal from a broken instance and from a lack of memory', async (t) => {
  const known = new Problem('input_malformed');
  t.equal(failureOf(known, describe), known);
  const refusal = failureOf(19295512, describe);
  t.equal(codeOf(refusal), 'engine_failed');
  t.match(causeOf(refusal), { message: 'Standard_Failure at 19295512' }, 'the cause is for the log');
  const unknown = failureOf(8, () => {
    throw new TypeError('not a Standard_Failure');
  });
  t.match(causeOf(unknown), { message: 'a C++ exception at 8' });
  t.equal(codeOf(failureOf(8, () => 'Standard_OutOfMemory: ')), 'engine_out_of_memory');
  t.equal(codeOf(failureOf(new Error('Aborted(OOM)'), describe)), 'engine_out_of_memory');
  t.equal(codeOf(failureOf(new Error('unreachable'), describe, 'Aborted(OOM)')), 'engine_out_of_memory');
  t.equal(
    codeOf(failureOf(new RangeError('Array buffer allocation failed'), describe)),
    'engine_out_of_memory',
  );
  t.equal(codeOf(failureOf(new RangeError('Maximum call stack size exceeded'), describe)), 'EngineTrap');
  t.equal(
    codeOf(failureOf(new TypeError('getWasmTableEntry(...) is not a function'), describe)),
    'EngineTrap',
  );
});

t.test('a real trap of WebAssembly is an EngineTrap', async (t) => {
  const { exports } = await WebAssembly.instantiate(await WebAssembly.compile(TRAPPING), {});
  try {
    (exports as { f(): void }).f();
    t.fail('did not trap');
  } catch (error) {
    t.ok(failureOf(error, describe) instanceof EngineTrap);
  }
});

t.test('a real exception of OCCT is told in its own words', async (t) => {
  const oc = await plainOcct();
  try {
    new oc.gp_Dir_4(0, 0, 0);
    t.fail('took a direction without a length');
  } catch (error) {
    t.type(error, 'number');
    const failure = failureOf(error, (address) =>
      oc.OCJS.getStandard_FailureData(address).GetMessageString(),
    );
    t.equal(codeOf(failure), 'engine_failed');
    t.match(causeOf(failure), { message: /gp_Dir/ });
  }
});

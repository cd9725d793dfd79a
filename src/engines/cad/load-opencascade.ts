import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';
import { Problem } from '../../domain/problem.ts';
import { FrozenDate } from './frozen-clock.ts';
import type { OpenCascade } from './opencascade-types.ts';

/**
 * Embind makes a function from text for each of the 100,000 methods of OCCT as it starts, which takes 7 of 10
 * seconds. The patches make a closure instead, and only when a method is first called. The package on disk stays as
 * it is. Text of opencascade.js@2.0.0-beta.b5ff984.
 */
const PATCHES: readonly { anchor: string; replacement: string }[] = [
  {
    anchor:
      'return new Function("body","return function "+name+"() {\\n"+\'    "use strict";\'+' +
      '"    return body.apply(this, arguments);\\n"+"};\\n")(body)}',
    replacement:
      'var f=function(){return body.apply(this,arguments)};' +
      'Object.defineProperty(f,"name",{value:name});return f}',
  },
  {
    anchor: 'function craftInvokerFunction(humanName,argTypes,classType,cppInvokerFunc,cppTargetFunc){',
    replacement:
      'function craftInvokerFunction(h,a,c,i,f){var real;return function(){' +
      'return (real||(real=craftInvokerFunctionNow(h,a,c,i,f))).apply(this,arguments)}}' +
      'function craftInvokerFunctionNow(humanName,argTypes,classType,cppInvokerFunc,cppTargetFunc){',
  },
];

const EXPORT_STATEMENT = 'export default Module;';

/** Unpatched where an anchor is missing: slower to start, otherwise the same. */
export function patchGlue(source: string): string {
  const fits = PATCHES.every(({ anchor }) => source.includes(anchor));
  if (!fits) return source;
  return PATCHES.reduce((text, { anchor, replacement }) => text.replace(anchor, () => replacement), source);
}

/** What the glue sees of `process`: it must not add handlers to this process or learn the length of its paths. */
const sealedProcess = () => ({
  versions: process.versions,
  argv: [],
  on() {},
  hrtime: () => [0, 0],
  stdin: { fd: -1 },
  exit(status: number) {
    throw new Error(`opencascade.js asked to exit with ${status}`);
  },
});

/** About 3 s and 400 MB. Throws `engine_unavailable` where the package is not there or not as expected. */
export async function loadOpenCascade(): Promise<OpenCascade> {
  try {
    const folder = path.dirname(createRequire(import.meta.url).resolve('opencascade.js'));
    const scriptPath = path.join(folder, 'opencascade.full.js');
    const createModule = compileGlue(readFileSync(scriptPath, 'utf8'), scriptPath);
    const compiled = await WebAssembly.compile(readFileSync(path.join(folder, 'opencascade.full.wasm')));
    return await instantiate(createModule, compiled);
  } catch (cause) {
    throw new Problem('engine_unavailable', { cause });
  }
}

type CreateModule = new (overrides: object) => Promise<OpenCascade>;

function compileGlue(source: string, scriptPath: string): CreateModule {
  if (!source.includes(EXPORT_STATEMENT)) throw new Error(`${scriptPath} does not export what was expected`);
  const body = patchGlue(source).replace(EXPORT_STATEMENT, '');
  const wrapper = `(function(require,__dirname,__filename,process,Date,navigator){${body};return Module;})`;
  const evaluate = vm.runInThisContext(wrapper, { filename: scriptPath });
  const packageRequire = createRequire(scriptPath);
  return evaluate(
    packageRequire,
    path.dirname(scriptPath),
    scriptPath,
    sealedProcess(),
    FrozenDate,
    undefined,
  );
}

/** Resolves with a module that is no thenable, rejects where the instantiation fails. */
function instantiate(createModule: CreateModule, compiled: WebAssembly.Module): Promise<OpenCascade> {
  return new Promise((resolve, reject) => {
    const instantiateWasm = (
      imports: WebAssembly.Imports,
      done: (instance: WebAssembly.Instance) => void,
    ) => {
      WebAssembly.instantiate(compiled, imports).then(done).catch(reject);
      return {};
    };
    new createModule({ print() {}, printErr() {}, instantiateWasm }).then(resolve, reject);
  });
}

import type { EngineJob } from '../../domain/engine-port.ts';
import { FORMATS } from '../../domain/formats.ts';
import type { CadFormat } from '../cad/read-cad.ts';
import type { EngineModule } from '../engine-module.ts';
import { PYTHON_VARIABLE } from '../pool/child-command.ts';
import { convertExact } from './convert-exact.ts';
import { tessellate } from './tessellate.ts';
import { createWarmHost, type WarmHost } from './warm-host.ts';

/** STEP, IGES and BREP to each other and to every mesh format, by OCCT 8 in a Python process beside this one. */
export function createNativeEngine(host: WarmHost): EngineModule {
  let version = 'unknown';
  return {
    name: 'occt-native',
    get version() {
      return version;
    },
    async warm() {
      version = await host.warm();
    },
    async convert(job, limits, tell) {
      version = await host.warm();
      const engine = { name: 'occt-native', version };
      const source = cadFormat(job.sourceFormat);
      const { targetFormat } = job;
      if (isCad(targetFormat))
        return { ...(await convertExact(host, job, source, targetFormat, limits, tell)), engine };
      return { ...(await tessellate(host, job, source, limits, tell)), engine };
    },
  };
}

export const nativeEngine = createNativeEngine(createWarmHost(() => process.env[PYTHON_VARIABLE]));

const isCad = (format: EngineJob['targetFormat']): format is CadFormat =>
  format === 'step' || format === 'iges' || format === 'brep';

function cadFormat(format: EngineJob['sourceFormat']): CadFormat {
  if (isCad(format)) return format;
  throw new RangeError(`the native CAD engine does not read ${FORMATS[format].name}`);
}

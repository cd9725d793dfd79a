import { resolve } from 'node:path';
import type { Engine } from '../../domain/engine-port.ts';
import { reportView } from '../../routes/report-view.ts';
import { percentOf } from '../../use-cases/progress-scale.ts';
import type { Converter } from './converter.ts';

/** The engines of this machine. */
export const createLocalConverter = (engine: Engine): Converter => ({
  capabilities: () => engine.capabilities(),
  async convert({ order, sourcePath, targetPath, signal, onState }) {
    const report = await engine.convert(
      {
        sourceFormat: order.source.id,
        targetFormat: order.target.id,
        sourcePath: resolve(sourcePath),
        targetPath,
        modelName: order.modelName,
        options: order.options,
      },
      {
        signal,
        onProgress: (progress) => onState({ stage: progress.stage, percent: percentOf(progress) }),
      },
    );
    return { engine: { ...report.engine }, report: reportView(report) };
  },
  close: () => engine.close(),
});

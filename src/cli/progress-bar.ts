import type { EngineProgress } from '../domain/engine-port.ts';
import { percentOf } from '../use-cases/progress-scale.ts';

const WIDTH = 24;
const CLEAR_LINE = '\r\u001b[K';

export interface ProgressBar {
  show(progress: EngineProgress): void;
  /** Leaves an empty line. */
  clear(): void;
}

/** One line that is drawn again and again; nothing where it is not wanted or the stream is no terminal. */
export function createProgressBar(stream: NodeJS.WriteStream, wanted: boolean): ProgressBar {
  if (!wanted || !stream.isTTY) return { show() {}, clear() {} };
  return {
    show(progress) {
      const percent = Math.floor(percentOf(progress));
      const filled = Math.round((percent / 100) * WIDTH);
      const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
      stream.write(`${CLEAR_LINE}${progress.stage.padEnd(10)} ${bar} ${String(percent).padStart(3)} %`);
    },
    clear: () => void stream.write(CLEAR_LINE),
  };
}

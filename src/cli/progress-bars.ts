import { createLogUpdate } from 'log-update';
import stringWidth from 'string-width';
import { printable } from './printable.ts';

const WIDTH = 24;
const NAME_WIDTH = 28;
const STAGE_WIDTH = 11;
/** A terminal that is far away should not be kept busy. */
const DRAW_INTERVAL_MS = 80;

/** How far one piece of work is. */
export interface BarState {
  stage: string;
  /** 0–100 of this stage or of the whole, as the stage is meant; absent where nobody knows. */
  percent?: number;
  /** A few words more. */
  note?: string;
}

export interface ProgressBar {
  show(state: BarState): void;
  /** Takes the bar away. */
  end(): void;
}

/** Lines at the bottom of a terminal that are drawn again and again, one for each piece of work. */
export interface ProgressBars {
  start(name: string): ProgressBar;
  /** Takes the bars away while something is printed above them. */
  aside(print: () => void): void;
}

/** Draws nothing where it is not wanted or the stream is no terminal. */
export function createProgressBars(stream: NodeJS.WriteStream, wanted: boolean): ProgressBars {
  if (!wanted || !stream.isTTY) {
    return { start: () => ({ show() {}, end() {} }), aside: (print) => print() };
  }
  const terminal = createLogUpdate(stream, { showCursor: true });
  const lines = new Map<object, string>();
  let drawnAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;

  const draw = () => {
    clearTimeout(timer);
    timer = undefined;
    drawnAt = performance.now();
    if (lines.size === 0) terminal.clear();
    else terminal([...lines.values()].join('\n'));
  };
  const drawSoon = () => {
    const inMs = drawnAt + DRAW_INTERVAL_MS - performance.now();
    if (inMs <= 0) draw();
    else timer ??= setTimeout(draw, inMs);
  };

  return {
    start(name) {
      const bar = {
        show(state: BarState) {
          lines.set(bar, lineOf(name, state));
          drawSoon();
        },
        end() {
          lines.delete(bar);
          draw();
        },
      };
      return bar;
    },
    aside(print) {
      terminal.clear();
      print();
      if (lines.size > 0) draw();
    },
  };
}

export function lineOf(name: string, { stage, percent, note }: BarState): string {
  const known = percent === undefined ? 0 : Math.min(100, Math.max(0, Math.floor(percent)));
  const filled = Math.round((known / 100) * WIDTH);
  const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
  const share = percent === undefined ? '     ' : `${String(known).padStart(3)} %`;
  return `${padded(shortened(name), NAME_WIDTH)}  ${padded(stage, STAGE_WIDTH)} ${bar} ${share}${note === undefined ? '' : `  ${note}`}`;
}

const padded = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - stringWidth(text)));

/** The end of a name tells files apart better than its beginning. */
function shortened(name: string): string {
  const characters = [...printable(name)];
  if (stringWidth(characters.join('')) <= NAME_WIDTH) return characters.join('');
  while (stringWidth(characters.join('')) >= NAME_WIDTH) characters.shift();
  return `…${characters.join('')}`;
}

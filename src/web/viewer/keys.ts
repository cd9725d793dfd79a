import type { ViewName } from './camera-pose.ts';
import type { Toggle } from './view-state.ts';

/** What a key asks for. Steps are those of one press. */
export type KeyAction =
  | { kind: 'toggle'; what: Toggle }
  | { kind: 'fit' }
  | { kind: 'help' }
  | { kind: 'view'; name: ViewName }
  | { kind: 'orbit' | 'pan'; right: number; up: number }
  | { kind: 'zoom'; factor: number };

/** The key of each command, as people read it. */
export const KEY_OF = {
  fit: 'F',
  home: '0',
  front: '1',
  right: '3',
  top: '7',
  linked: 'L',
  edges: 'E',
  wireframe: 'W',
  section: 'S',
} as const;

const ORBIT_STEP = Math.PI / 24;
const PAN_STEP = 0.05;
const ZOOM_STEP = 0.85;

const LETTERS: Readonly<Record<string, KeyAction>> = {
  f: { kind: 'fit' },
  w: { kind: 'toggle', what: 'wireframe' },
  e: { kind: 'toggle', what: 'edges' },
  s: { kind: 'toggle', what: 'section' },
  l: { kind: 'toggle', what: 'linked' },
  '?': { kind: 'help' },
  '0': { kind: 'view', name: 'home' },
  '1': { kind: 'view', name: 'front' },
  '3': { kind: 'view', name: 'right' },
  '7': { kind: 'view', name: 'top' },
  '+': { kind: 'zoom', factor: ZOOM_STEP },
  '=': { kind: 'zoom', factor: ZOOM_STEP },
  '-': { kind: 'zoom', factor: 1 / ZOOM_STEP },
};

const ARROWS: Readonly<Record<string, readonly [right: number, up: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** Of a KeyboardEvent. */
export interface KeyPress {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
}

/** Nothing for keys that are the browser's, or of no meaning here. */
export function actionOf({ key, shiftKey, ctrlKey, altKey, metaKey }: KeyPress): KeyAction | undefined {
  if (ctrlKey || altKey || metaKey) return undefined;
  const arrow = ARROWS[key];
  if (arrow === undefined) return LETTERS[key.toLowerCase()];
  const [right, up] = arrow;
  return shiftKey
    ? { kind: 'pan', right: right * PAN_STEP, up: up * PAN_STEP }
    : { kind: 'orbit', right: right * ORBIT_STEP, up: up * ORBIT_STEP };
}

export const AXES = ['x', 'y', 'z'] as const;
export type Axis = (typeof AXES)[number];
export const BACKGROUNDS = ['page', 'light', 'dark', 'transparent'] as const;
export type Background = (typeof BACKGROUNDS)[number];
export const SIDES = ['original', 'converted'] as const;
export type Side = (typeof SIDES)[number];
/** What can be switched on and off. */
export const TOGGLES = ['linked', 'edges', 'wireframe', 'section'] as const;
export type Toggle = (typeof TOGGLES)[number];

/** What the person has chosen; everything on the screen follows from it. */
export interface ViewState {
  linked: boolean;
  edges: boolean;
  wireframe: boolean;
  section: boolean;
  sectionAxis: Axis;
  /** 0–1 of the model's extent along the axis. */
  sectionAt: number;
  sectionFlipped: boolean;
  background: Background;
  /** The model that a narrow screen shows, and whose parts are listed. */
  side: Side;
}

export const INITIAL_STATE: ViewState = {
  linked: true,
  edges: true,
  wireframe: false,
  section: false,
  sectionAxis: 'x',
  sectionAt: 0.5,
  sectionFlipped: false,
  background: 'page',
  side: 'converted',
};

/** The state after the changes; the same object where they change nothing. */
export function changed(state: ViewState, changes: Partial<ViewState>): ViewState {
  const next = { ...state, ...changes };
  next.sectionAt = Math.min(Math.max(next.sectionAt, 0), 1);
  const names = Object.keys(next) as (keyof ViewState)[];
  return names.some((name) => next[name] !== state[name]) ? next : state;
}

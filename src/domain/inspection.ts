import type { Measures } from './report.ts';

/** One node of a model's tree: a product of CAD, a node or group of a mesh. A product that is used twice is there twice. */
export interface InspectedPart {
  name?: string;
  /** Its own, as #rrggbb or #rrggbbaa in sRGB; not those of its children. */
  colours: string[];
  solids?: number;
  faces?: number;
  triangles?: number;
  children: InspectedPart[];
}

/** What is in a model, found without converting it. */
export interface Inspection {
  measures: Measures;
  tree: InspectedPart[];
  /** Parts that the tree does not show, because it would be too long. */
  partsOmitted: number;
  /** Sentences about what would hinder whoever uses the model: open surfaces, loose faces. */
  problems: string[];
  /** Sentences about what was assumed or left out while it was read. */
  warnings: string[];
  engine: { name: string; version: string };
}

/** So many parts are shown; a screen holds fewer, and the message with more would be too long. */
export const MOST_PARTS = 10_000;

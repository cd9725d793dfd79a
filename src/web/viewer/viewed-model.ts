import type { Bounds } from './dimensions.ts';

/** A model to look at: where its GLB (metres, Y up) is, and what is known of the file that it stands for. */
export interface ViewedModel {
  url: string;
  name: string;
  /** Triangles shown, and triangles of the whole model. */
  triangles?: number | undefined;
  totalTriangles?: number | undefined;
  /** Of the model's file, in `unit`; without it the GLB is measured. */
  bounds?: Bounds | undefined;
  /** A unit of length as in reports; dimensions are shown in it. */
  unit?: string | undefined;
}

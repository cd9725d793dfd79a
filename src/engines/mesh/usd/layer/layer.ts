/**
 * A layer of Universal Scene Description as it stands in its file: opinions about prims, before they are composed.
 * Both file forms, text and crate, are read into this. Lists of another length than the file has bytes cannot be.
 */
export interface Layer {
  /** Where the layer lies, relative to the model: `parts/wheel.usda`. */
  path: string;
  /** The pseudo-root: its children are the root prims. */
  root: PrimSpec;
  defaultPrim?: string;
  metersPerUnit?: number;
  upAxis?: string;
  subLayers: string[];
}

export interface PrimSpec {
  name: string;
  specifier: 'def' | 'over' | 'class';
  /** '' where the layer says none. */
  typeName: string;
  active?: boolean;
  instanceable?: boolean;
  displayName?: string;
  inherits: ListOp<string>;
  specializes: ListOp<string>;
  references: ListOp<Reference>;
  payloads: ListOp<Reference>;
  variantSetNames: ListOp<string>;
  variantSelections: Map<string, string>;
  hasClips: boolean;
  properties: Map<string, PropertySpec>;
  children: Map<string, PrimSpec>;
  /** By set, then by variant. */
  variantSets: Map<string, Map<string, PrimSpec>>;
}

export interface PropertySpec {
  /** `texCoord2f[]`, `rel`; '' where it is not known. */
  typeName: string;
  /** Of an attribute; decoded when it is asked for, and not kept. */
  value?: () => UsdValue;
  /** The earliest of its time samples. */
  earliest?: () => UsdValue;
  sampleCount: number;
  /** Of a relationship, or the connections of an attribute: paths. */
  targets: ListOp<string>;
  interpolation?: string;
  /** Of a binding: it holds against those of prims below. */
  overrules?: boolean;
}

/** What is referenced: an asset (absent: the same layer stack) and a prim in it (absent: its default prim). */
export interface Reference {
  asset?: string;
  prim?: string;
}

/** Edits of a list; an explicit one takes the place of all weaker ones. */
export interface ListOp<T> {
  explicit?: T[];
  prepended: T[];
  appended: T[];
  deleted: T[];
}

/** `null` blocks weaker values. Tuples are arrays of numbers; arrays of text or of truth values hold no tuples. */
export type UsdValue = null | boolean | number | string | readonly number[] | readonly string[] | NumberArray;

/** Elements of `width` numbers, such as points, matrices or integers. Quaternions are real, i, j, k. */
export class NumberArray {
  readonly numbers: Numbers;
  readonly width: number;

  constructor(numbers: Numbers, width: number) {
    this.numbers = numbers;
    this.width = width;
  }

  get length(): number {
    return this.numbers.length / this.width;
  }
}

export type Numbers = Float32Array | Float64Array | Int32Array | Uint32Array;

export const noEdits = <T>(): ListOp<T> => ({ prepended: [], appended: [], deleted: [] });

export const newPrimSpec = (name: string, specifier: PrimSpec['specifier'], typeName = ''): PrimSpec => ({
  name,
  specifier,
  typeName,
  inherits: noEdits(),
  specializes: noEdits(),
  references: noEdits(),
  payloads: noEdits(),
  variantSetNames: noEdits(),
  variantSelections: new Map(),
  hasClips: false,
  properties: new Map(),
  children: new Map(),
  variantSets: new Map(),
});

export const newPropertySpec = (typeName: string): PropertySpec => ({
  typeName,
  sampleCount: 0,
  targets: noEdits(),
});

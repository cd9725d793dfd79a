import {
  type Layer,
  newPrimSpec,
  newPropertySpec,
  type PrimSpec,
  type PropertySpec,
  type UsdValue,
} from '../layer/layer.ts';
import { damaged } from './crate-bytes.ts';
import { CrateFile, ROOT } from './crate-file.ts';
import { TYPES } from './crate-types.ts';
import { CrateValues } from './crate-values.ts';

const SPEC = { attribute: 1, prim: 6, pseudoRoot: 7, relationship: 8, variant: 10 } as const;
const SPECIFIERS = ['def', 'over', 'class'] as const;

/**
 * Reads a layer of the binary form, a crate. Values stay in the file until they are asked for. Every offset, index and
 * count is checked before anything of that size is read or allocated.
 *
 * Throws `input_malformed`, `input_truncated`, `input_version_unsupported` or `input_limit_exceeded`.
 */
export function parseUsdc(bytes: Buffer, path: string, maxElements: number): Layer {
  const file = new CrateFile(bytes);
  return new LayerBuilder(file, new CrateValues(file, maxElements)).build(path);
}

class LayerBuilder {
  private readonly file: CrateFile;
  private readonly values: CrateValues;
  /** By path: prims, variants and the root. */
  private readonly prims = new Map<number, PrimSpec>();
  private readonly order = new Map<PrimSpec, string[]>();

  constructor(file: CrateFile, values: CrateValues) {
    this.file = file;
    this.values = values;
  }

  build(path: string): Layer {
    const { specs, paths } = this.file;
    const layer: Layer = { path, root: newPrimSpec('', 'def'), subLayers: [] };
    specs.types.forEach((type, spec) => {
      const at = specs.paths[spec]!;
      if (!(at >= 0 && at < paths.parents.length)) throw damaged('a path is missing');
      if (type === SPEC.pseudoRoot) {
        if (paths.parents[at] !== ROOT) throw damaged('a prim is the root of all'); // it would be its own ancestor
        this.prims.set(at, layer.root);
        this.readLayer(layer, specs.fieldSets[spec]!);
      } else if (type === SPEC.prim || type === SPEC.variant) {
        this.prims.set(at, this.readPrim(this.elementOf(at), specs.fieldSets[spec]!));
      }
    });
    for (const [at, prim] of this.prims) this.attach(at, prim);
    specs.types.forEach((type, spec) => {
      if (type === SPEC.attribute || type === SPEC.relationship) this.attachProperty(spec);
    });
    for (const [prim, names] of this.order) prim.children = inOrder(prim.children, names);
    return layer;
  }

  private elementOf(path: number): string {
    return this.file.token(Math.abs(this.file.paths.elements[path]!));
  }

  private attach(at: number, prim: PrimSpec): void {
    const above = this.file.paths.parents[at]!;
    if (above === ROOT) return;
    const parent = this.prims.get(above);
    if (parent === undefined) return; // an opinion about nothing
    const variant = /^\{([^=]*)=(.*)\}$/s.exec(this.elementOf(at));
    if (variant === null) {
      parent.children.set(prim.name, prim);
      return;
    }
    const [, set, name] = variant as unknown as [string, string, string];
    const variants = parent.variantSets.get(set) ?? new Map<string, PrimSpec>();
    parent.variantSets.set(set, variants.set(name, prim));
  }

  private attachProperty(spec: number): void {
    const { specs, paths } = this.file;
    const at = specs.paths[spec]!;
    const parent = this.prims.get(paths.parents[at]!);
    if (parent === undefined) return;
    parent.properties.set(this.elementOf(at), this.readProperty(spec));
  }

  private readLayer(layer: Layer, fieldSet: number): void {
    const { values } = this;
    for (const [name, field] of this.fieldsOf(fieldSet)) {
      if (name === 'defaultPrim') layer.defaultPrim = textOf(values.read(field));
      else if (name === 'upAxis') layer.upAxis = textOf(values.read(field));
      else if (name === 'metersPerUnit') layer.metersPerUnit = Number(values.read(field));
      else if (name === 'subLayers') layer.subLayers = values.strings(field);
      else if (name === 'primChildren') this.order.set(layer.root, values.tokens(field));
    }
  }

  private readPrim(name: string, fieldSet: number): PrimSpec {
    const { values } = this;
    const prim = newPrimSpec(name, 'over');
    for (const [key, field] of this.fieldsOf(fieldSet)) {
      if (key === 'specifier') prim.specifier = SPECIFIERS[Number(values.read(field))] ?? 'over';
      else if (key === 'typeName') prim.typeName = textOf(values.read(field));
      else if (key === 'active') prim.active = values.read(field) !== false;
      else if (key === 'instanceable') prim.instanceable = values.read(field) === true;
      else if (key === 'displayName') prim.displayName = textOf(values.read(field));
      else if (key === 'inheritPaths') prim.inherits = values.paths(field);
      else if (key === 'specializes') prim.specializes = values.paths(field);
      else if (key === 'references') prim.references = values.references(field);
      else if (key === 'payload') this.readPayload(prim, field);
      else if (key === 'variantSetNames') prim.variantSetNames = values.names(field);
      else if (key === 'variantSelection') prim.variantSelections = values.selections(field);
      else if (key === 'clips') prim.hasClips = true;
      else if (key === 'primChildren') this.order.set(prim, values.tokens(field));
    }
    return prim;
  }

  private readPayload(prim: PrimSpec, field: number): void {
    const { values } = this;
    if (values.typeOf(field) === TYPES.payload) prim.payloads.explicit = [values.payload(field)];
    else prim.payloads = values.payloads(field);
  }

  private readProperty(spec: number): PropertySpec {
    const { values } = this;
    const { types, fieldSets } = this.file.specs;
    const property = newPropertySpec(types[spec] === SPEC.relationship ? 'rel' : '');
    for (const [key, field] of this.fieldsOf(fieldSets[spec]!)) {
      if (key === 'typeName') property.typeName = textOf(values.read(field));
      else if (key === 'default') property.value = () => values.read(field);
      else if (key === 'timeSamples') {
        const { count, earliest } = values.samples(field);
        property.sampleCount = count;
        property.earliest = earliest;
      } else if (key === 'targetPaths' || key === 'connectionPaths') property.targets = values.paths(field);
      else if (key === 'interpolation') property.interpolation = textOf(values.read(field));
      else if (key === 'bindMaterialAs')
        property.overrules = values.read(field) === 'strongerThanDescendants';
    }
    return property;
  }

  private *fieldsOf(fieldSet: number): Generator<[name: string, field: number]> {
    const { file } = this;
    for (const field of file.fieldsOf(fieldSet)) yield [file.token(file.fields.names[field]!), field];
  }
}

const textOf = (value: UsdValue): string => (typeof value === 'string' ? value : '');

/** Those that are named first, in their order, then the others. */
function inOrder<T>(items: Map<string, T>, names: readonly string[]): Map<string, T> {
  const ordered = new Map<string, T>();
  for (const name of names) if (items.has(name)) ordered.set(name, items.get(name)!);
  for (const [name, item] of items) ordered.set(name, item);
  return ordered;
}

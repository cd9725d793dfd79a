import {
  type NumberArray,
  NumberArray as Numbers,
  type PrimSpec,
  type PropertySpec,
  type UsdValue,
} from '../layer/layer.ts';
import { type Composer, type Site, toStage } from './composer.ts';
import type { LoadedLayer } from './load-layers.ts';

/** An opinion about a property, and where it stands. */
interface PropertyOpinion {
  property: PropertySpec;
  site: Site;
  layer: LoadedLayer;
}

/** A prim as it is composed; it and its properties are looked up when they are asked for. */
export class StagePrim {
  readonly path: string;
  readonly name: string;
  readonly sites: readonly Site[];
  private readonly composer: Composer;
  private specs: readonly PrimSpec[] | undefined;

  constructor(composer: Composer, path: string, name: string, sites: readonly Site[]) {
    this.composer = composer;
    this.path = path;
    this.name = name;
    this.sites = sites;
  }

  static root(composer: Composer): StagePrim {
    return new StagePrim(composer, '', '', composer.rootSites());
  }

  get typeName(): string {
    return this.first(({ typeName }) => (typeName === '' ? undefined : typeName)) ?? '';
  }

  get displayName(): string {
    return this.first(({ displayName }) => displayName) ?? this.name;
  }

  get isActive(): boolean {
    return this.first(({ active }) => active) ?? true;
  }

  /** Somebody defines it, and not as a class: only then is it more than a thing to refer to. */
  get isConcrete(): boolean {
    const specifier = this.first((spec) => (spec.specifier === 'over' ? undefined : spec.specifier));
    return specifier === 'def';
  }

  get hasClips(): boolean {
    return this.first(({ hasClips }) => hasClips || undefined) ?? false;
  }

  /** Equal for prims that all the same opinions are about, wherever they stand: instances. */
  get identity(): readonly PrimSpec[] {
    this.specs ??= this.sites.flatMap(({ opinions }) => opinions.map(({ spec }) => spec));
    return this.specs;
  }

  child(name: string): StagePrim | undefined {
    const sites = this.composer.childSites(this.sitesOfChildren(), name);
    return sites.length === 0 ? undefined : new StagePrim(this.composer, `${this.path}/${name}`, name, sites);
  }

  /** In the order of the weakest layer first, as OpenUSD lists them. */
  *children(): Generator<StagePrim> {
    const names = new Set<string>();
    for (const { opinions } of this.sitesOfChildren().toReversed()) {
      for (const { spec } of opinions.toReversed()) for (const name of spec.children.keys()) names.add(name);
    }
    for (const name of names) {
      const child = this.child(name);
      if (child?.isActive && child.isConcrete) yield child;
    }
  }

  *propertyNames(): Generator<string> {
    const names = new Set<string>();
    for (const { properties } of this.identity) for (const name of properties.keys()) names.add(name);
    yield* names;
  }

  has(name: string): boolean {
    return this.identity.some(({ properties }) => properties.has(name));
  }

  /** The strongest value at no time, else the earliest of the strongest samples; undefined where there is none. */
  value(name: string): Exclude<UsdValue, null> | undefined {
    const opinions = [...this.opinions(name)];
    const plain = opinions.find(({ property }) => property.value !== undefined);
    const sampled = plain ? undefined : opinions.find(({ property }) => property.earliest !== undefined);
    return (plain?.property.value ?? sampled?.property.earliest)?.() ?? undefined;
  }

  /** How many times its value is given for. */
  sampleCount(name: string): number {
    for (const { property } of this.opinions(name)) if (property.sampleCount > 0) return property.sampleCount;
    return 0;
  }

  text(name: string): string | undefined {
    const value = this.value(name);
    return typeof value === 'string' ? value : undefined;
  }

  texts(name: string): readonly string[] {
    const value = this.value(name);
    return Array.isArray(value) && typeof value[0] === 'string' ? (value as string[]) : [];
  }

  number(name: string): number | undefined {
    const value = this.value(name);
    return typeof value === 'number' ? value : undefined;
  }

  /** The parts of a vector or matrix. */
  tuple(name: string, width: number): readonly number[] | undefined {
    const value = this.value(name);
    return Array.isArray(value) && typeof value[0] === 'number' && value.length === width
      ? (value as number[])
      : undefined;
  }

  array(name: string): NumberArray | undefined {
    const value = this.value(name);
    return value instanceof Numbers ? value : undefined;
  }

  /** The layer that the value of an attribute stands in: paths of files are relative to it. */
  layerOf(name: string): LoadedLayer | undefined {
    for (const { property, layer } of this.opinions(name))
      if (property.value ?? property.earliest) return layer;
    return undefined;
  }

  interpolation(name: string): string | undefined {
    for (const { property } of this.opinions(name)) if (property.interpolation) return property.interpolation;
    return undefined;
  }

  overrules(name: string): boolean {
    for (const { property } of this.opinions(name))
      if (property.overrules !== undefined) return property.overrules;
    return false;
  }

  typeOf(name: string): string {
    for (const { property } of this.opinions(name)) if (property.typeName !== '') return property.typeName;
    return '';
  }

  /** Paths on the stage that a relationship, or a connection, leads to: the strongest opinion that names any. */
  targets(name: string): string[] {
    for (const { property, site } of this.opinions(name)) {
      const { explicit, prepended, appended } = property.targets;
      if (explicit === undefined && prepended.length + appended.length === 0) continue;
      const paths = explicit ?? [...prepended, ...appended];
      return paths.flatMap((path) => toStage(site, absolute(site.path, path)) ?? []);
    }
    return [];
  }

  private *opinions(name: string): Generator<PropertyOpinion> {
    for (const site of this.sites) {
      for (const { spec, layer } of site.opinions) {
        const property = spec.properties.get(name);
        if (property !== undefined) yield { property, site, layer };
      }
    }
  }

  /** An instance shows its prototype as it is: what is said about prims below the instance itself has no effect. */
  private sitesOfChildren(): readonly Site[] {
    const referred = this.sites.filter(({ chain }) => chain.length > 0);
    const isInstance = referred.length > 0 && this.first(({ instanceable }) => instanceable) === true;
    return isInstance ? referred : this.sites;
  }

  private first<T>(look: (spec: PrimSpec) => T | undefined): T | undefined {
    for (const { opinions } of this.sites) {
      for (const { spec } of opinions) {
        const seen = look(spec);
        if (seen !== undefined) return seen;
      }
    }
    return undefined;
  }
}

/** Paths may be given from the prim on: `../Materials/Red`. */
function absolute(from: string, path: string): string {
  if (path.startsWith('/')) return path;
  const names = from.split('/');
  let rest = path;
  while (rest.startsWith('../')) {
    names.pop();
    rest = rest.slice(3);
  }
  return `${names.join('/')}/${rest}`;
}

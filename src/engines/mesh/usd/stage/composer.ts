import { Problem } from '../../../../domain/problem.ts';
import type { ListOp, PrimSpec, Reference } from '../layer/layer.ts';
import { applyListOps, isEmpty } from './list-ops.ts';
import type { LoadedLayer } from './load-layers.ts';
import { type PathMap, throughMaps } from './path-map.ts';

/** Of all prims together; a small layer may refer to itself in ever more copies. */
const MAX_SITES = 2_000_000;

/** An opinion about a prim, and the layer that it stands in. */
export interface Opinion {
  spec: PrimSpec;
  layer: LoadedLayer;
}

/** A place in a stack of layers that has opinions about one prim of the stage. */
export interface Site {
  stack: LayerStack;
  path: string;
  /** From the strongest to the weakest. */
  opinions: Opinion[];
  map: PathMap | undefined;
  /** The places that led here, each through a reference or the like. */
  chain: readonly { stack: LayerStack; path: string }[];
}

/** A layer and its sublayers, from the strongest to the weakest. */
export type LayerStack = readonly LoadedLayer[];

/**
 * Finds the opinions about prims in the order of their strength: local, inherits, variants, references, payloads,
 * specializes (https://openusd.org/release/glossary.html#livrps-strength-ordering), where what an ancestor refers to
 * stands behind what the prim itself refers to. Throws `input_malformed` where a prim refers to itself, and
 * `input_limit_exceeded`.
 */
export class Composer {
  /** References that led nowhere. */
  readonly missing = new Set<string>();
  readonly root: LayerStack;
  private readonly stacks = new Map<LoadedLayer, LayerStack>();
  private sites = 0;

  constructor(root: LoadedLayer) {
    this.root = this.stackOf(root);
  }

  /** The sites of the pseudo-root. */
  rootSites(): Site[] {
    return [this.rootSite(this.root)];
  }

  /** The sites of a child, given those of its parent. */
  childSites(parents: readonly Site[], name: string, chain?: Site['chain']): Site[] {
    const seen: PrimSpec[] = [];
    const weakest: Site[] = [];
    const found = parents.flatMap((parent) => {
      const opinions = parent.opinions.flatMap(({ spec, layer }) => {
        const child = spec.children.get(name);
        return child === undefined ? [] : [{ spec: child, layer }];
      });
      if (opinions.length === 0) return [];
      const site = {
        stack: parent.stack,
        path: `${parent.path}/${name}`,
        opinions,
        map: parent.map,
        chain: chain ?? parent.chain.map(({ stack, path }) => ({ stack, path: `${path}/${name}` })),
      };
      return this.expand(site, seen, weakest);
    });
    return [...found, ...weakest];
  }

  /** @param weakest gets what is specialized: it stands behind all others */
  private expand(site: Site, seen: PrimSpec[], weakest: Site[]): Site[] {
    this.sites += 1;
    if (this.sites > MAX_SITES) {
      throw new Problem('input_limit_exceeded', {
        detail: `The layers have more than ${MAX_SITES} opinions about prims once they are put together.`,
      });
    }
    const specs = site.opinions.map(({ spec }) => spec);
    seen.push(...specs);
    const sites = [site];
    for (const path of listed(specs.map(({ inherits }) => inherits))) {
      sites.push(...this.follow(site, site.stack, path, true));
    }
    for (const opinions of this.selectedVariants(site, seen)) {
      sites.push(...this.expand({ ...site, opinions }, seen, weakest));
    }
    for (const arcs of ['references', 'payloads'] as const) {
      for (const { layer, ...reference } of this.listReferences(site, arcs)) {
        sites.push(...this.followReference(site, layer, reference));
      }
    }
    for (const path of listed(specs.map(({ specializes }) => specializes))) {
      weakest.push(...this.follow(site, site.stack, path, true));
    }
    return sites;
  }

  private *selectedVariants({ opinions }: Site, seen: readonly PrimSpec[]): Generator<Opinion[]> {
    const sets = listed(opinions.map(({ spec }) => spec.variantSetNames));
    for (const set of sets) {
      const selected = seen.find(({ variantSelections }) => variantSelections.has(set));
      const variant = selected?.variantSelections.get(set);
      if (variant === undefined) continue;
      yield opinions.flatMap(({ spec, layer }) => {
        const chosen = spec.variantSets.get(set)?.get(variant);
        return chosen === undefined ? [] : [{ spec: chosen, layer }];
      });
    }
  }

  private listReferences({ opinions }: Site, arcs: 'references' | 'payloads') {
    if (opinions.every(({ spec }) => isEmpty(spec[arcs]))) return [];
    const inLayer = (layer: LoadedLayer) => (items: Reference[]) => items.map((item) => ({ ...item, layer }));
    const ops = opinions.map(({ spec, layer }) => mapListOp(spec[arcs], inLayer(layer)));
    return applyListOps(ops, ({ asset = '', prim = '' }) => `${asset}\0${prim}`);
  }

  private followReference(site: Site, layer: LoadedLayer, { asset, prim }: Reference): Site[] {
    let { stack } = site;
    if (asset !== undefined) {
      const other = layer.others.get(asset);
      if (other === undefined) {
        this.missing.add(asset);
        return [];
      }
      stack = this.stackOf(other);
    }
    const { defaultPrim } = stack[0]!.layer;
    const path = prim ?? (defaultPrim && `/${defaultPrim.replace(/^\//, '')}`);
    return path === undefined ? [] : this.follow(site, stack, path, false);
  }

  /** What stands at a path, arcs of its ancestors included. */
  private follow(from: Site, stack: LayerStack, path: string, keepsOutside: boolean): Site[] {
    const chain = [{ stack: from.stack, path: from.path }, ...from.chain];
    for (const link of chain) {
      const touches = link.path === path || isBelow(link.path, path) || isBelow(path, link.path);
      if (link.stack === stack && touches) {
        throw new Problem('input_malformed', {
          detail: `The prim ${from.path.slice(0, 200)} refers to itself. Export the USD again.`,
        });
      }
    }
    const map = { from: path, to: from.path, keepsOutside, next: from.map };
    let sites = [{ ...this.rootSite(stack), map, chain } as Site];
    for (const name of path.split('/').slice(1)) sites = this.childSites(sites, name, chain);
    return sites;
  }

  private rootSite(stack: LayerStack): Site {
    const opinions = stack.map((layer) => ({ spec: layer.layer.root, layer }));
    return { stack, path: '', opinions, map: undefined, chain: [] };
  }

  private stackOf(layer: LoadedLayer): LayerStack {
    const known = this.stacks.get(layer);
    if (known !== undefined) return known;
    const stack: LoadedLayer[] = [];
    const add = (each: LoadedLayer): void => {
      if (stack.includes(each)) return;
      stack.push(each);
      for (const path of each.layer.subLayers) {
        const other = each.others.get(path);
        if (other === undefined) this.missing.add(path);
        else add(other);
      }
    };
    add(layer);
    this.stacks.set(layer, stack);
    return stack;
  }
}

const listed = (ops: readonly ListOp<string>[]): string[] => applyListOps(ops, (text) => text);

const isBelow = (path: string, above: string): boolean => path.startsWith(`${above}/`);

const mapListOp = <T, U>(op: ListOp<T>, change: (items: T[]) => U[]): ListOp<U> => ({
  ...(op.explicit && { explicit: change(op.explicit) }),
  prepended: change(op.prepended),
  appended: change(op.appended),
  deleted: change(op.deleted),
});

/** A path in the namespace of a site, in that of the stage; undefined where the stage does not show it. */
export const toStage = (site: Site, path: string): string | undefined => throughMaps(site.map, path);

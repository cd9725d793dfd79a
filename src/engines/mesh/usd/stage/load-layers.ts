import { Problem } from '../../../../domain/problem.ts';
import type { OnFraction } from '../../read-result.ts';
import { parseUsdc } from '../crate/parse-usdc.ts';
import type { Layer, PrimSpec } from '../layer/layer.ts';
import { bytesInMemory, type LayerBytes, wholeLayer } from '../layer/layer-bytes.ts';
import { parseUsda } from '../text/parse-usda.ts';
import { type Assets, locate } from './assets.ts';

const MAX_LAYERS = 2000;

/** A layer, and the layers that it names. */
export interface LoadedLayer {
  layer: Layer;
  /** By the reference as it stands in the layer; undefined where it leads nowhere. */
  others: Map<string, LoadedLayer | undefined>;
}

/**
 * Reads a layer and whatever it refers to, directly or not, each once. A reference that leads nowhere is no error yet:
 * whether anything needs it is seen when the prims are composed.
 * @param source answers as long as values of the layer are asked for
 * @param maxElements of one list in a layer
 * @param onFraction of the bytes of the first layer, where that is text
 */
export async function loadLayers(
  source: LayerBytes,
  path: string,
  assets: Assets,
  maxElements: number,
  onFraction: OnFraction,
): Promise<LoadedLayer> {
  const root = { layer: parseLayer(source, path, maxElements, onFraction), others: new Map() };
  const loaded = new Map<string, LoadedLayer | undefined>([[path, root]]);
  const waiting: LoadedLayer[] = [root];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const reference of referencesOf(next.layer)) {
      const location = locate(next.layer.path, reference);
      if (location !== undefined && !loaded.has(location)) {
        const other = await load(location, assets, maxElements);
        loaded.set(location, other);
        if (other !== undefined) waiting.push(other);
        if (loaded.size > MAX_LAYERS) throw tooManyLayers();
      }
      next.others.set(reference, location === undefined ? undefined : loaded.get(location));
    }
  }
  return root;
}

/** A package in a package is none of ours to open. */
async function load(path: string, assets: Assets, maxElements: number): Promise<LoadedLayer | undefined> {
  const bytes = await assets.read(path);
  if (bytes === undefined || path.toLowerCase().endsWith('.usdz')) return undefined;
  return { layer: parseLayer(bytesInMemory(bytes), path, maxElements), others: new Map() };
}

function parseLayer(source: LayerBytes, path: string, maxElements: number, onFraction?: OnFraction): Layer {
  const magic = Buffer.alloc(8);
  source.read(magic, 0, 0);
  const isCrate = magic.toString('latin1') === 'PXR-USDC';
  return isCrate ? parseUsdc(wholeLayer(source), path, maxElements) : parseUsda(source, path, onFraction);
}

const tooManyLayers = (): Problem =>
  new Problem('input_limit_exceeded', {
    detail: `The model refers to more than ${MAX_LAYERS} layers. Flatten it into one.`,
  });

function referencesOf({ root, subLayers }: Layer): Set<string> {
  const references = new Set(subLayers);
  const waiting: PrimSpec[] = [root];
  for (let prim = waiting.pop(); prim !== undefined; prim = waiting.pop()) {
    for (const { explicit = [], prepended, appended } of [prim.references, prim.payloads]) {
      for (const { asset } of [...explicit, ...prepended, ...appended]) {
        if (asset !== undefined) references.add(asset);
      }
    }
    for (const child of prim.children.values()) waiting.push(child);
    for (const variants of prim.variantSets.values()) waiting.push(...variants.values());
  }
  return references;
}

import { Composer } from '../stage/composer.ts';
import type { LoadedLayer } from '../stage/load-layers.ts';
import { StagePrim } from '../stage/stage-prim.ts';

/** The prims of a scene, found by their paths; each is composed once. */
export class Stage {
  readonly root: StagePrim;
  private readonly composer: Composer;
  private readonly known = new Map<string, StagePrim | undefined>();

  constructor(layer: LoadedLayer) {
    this.composer = new Composer(layer);
    this.root = StagePrim.root(this.composer);
  }

  /** References that led nowhere. */
  get missing(): ReadonlySet<string> {
    return this.composer.missing;
  }

  /** @param path `/World/Materials/Red` */
  find(path: string): StagePrim | undefined {
    if (path === '') return this.root;
    if (this.known.has(path)) return this.known.get(path);
    const at = path.lastIndexOf('/');
    const prim = at < 0 ? undefined : this.find(path.slice(0, at))?.child(path.slice(at + 1));
    this.known.set(path, prim);
    return prim;
  }
}

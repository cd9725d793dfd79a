import { Problem } from '../../../domain/problem.ts';
import { extentOf } from '../tools/reference-extent.ts';
import type { Attribute } from './scan-xml.ts';

type Links = Map<string, string>;

/**
 * What assimp follows from one to the next until it finds nothing more, which may be never: the parameters of an effect
 * up to an image, and controllers up to a geometry.
 */
export class DaeChains {
  readonly #controllers: Links = new Map();
  readonly #effects: Links[] = [];
  #controller = '';
  #parameter = '';

  open(path: readonly string[], attribute: Attribute): void {
    const element = path.at(-1)!;
    if (element === 'controller') this.#controller = attribute('id') ?? '';
    if ((element === 'skin' || element === 'morph') && path.at(-2) === 'controller') {
      this.#controllers.set(this.#controller, attribute('source')?.slice(1) ?? '');
    }
    if (element === 'effect') this.#effects.push(new Map());
    if (element === 'newparam') this.#parameter = attribute('sid') ?? '';
    if (element === 'instance_image') this.#link(path, attribute('url')?.slice(1));
  }

  close(path: readonly string[], text: () => string): void {
    const element = path.at(-1);
    if (element === 'init_from' || element === 'source') this.#link(path, text().trim());
  }

  /** Of a parameter in the one profile that assimp reads. */
  #link(path: readonly string[], to: string | undefined): void {
    const isOfParameter = path[3] === 'profile_COMMON' && path.at(-3) === 'newparam';
    if (isOfParameter) this.#effects.at(-1)?.set(this.#parameter, to ?? '');
  }

  /** What a controller deforms in the end; only after `check`. */
  geometryOf(id: string): string {
    let at = id;
    for (let next: string | undefined = id; next !== undefined; next = this.#controllers.get(at)) at = next;
    return at;
  }

  /** Throws `input_malformed`. */
  check(): void {
    for (const links of this.#effects) refuseCircle(links, 'A texture parameter of an effect');
    refuseCircle(this.#controllers, 'A controller');
  }
}

function refuseCircle(links: Links, what: string): void {
  const next = (from: string): string[] => {
    const to = links.get(from);
    return to === undefined ? [] : [to];
  };
  if (extentOf(links.keys(), next) !== undefined) return;
  throw new Problem('input_malformed', {
    detail: `${what} of the COLLADA file refers to itself, directly or through another one. Export it again.`,
  });
}

import { dirname, join, resolve } from 'node:path';
import type { Format } from '../../domain/formats.ts';
import { CliFailure } from '../cli-failure.ts';
import { EXIT } from '../exit-codes.ts';
import { formatNamed, modelNameOf, sourceFormatOf } from '../format-of.ts';
import { DASH } from '../source-files.ts';
import { type Pairs, type Plan, planMade, planNamed } from './plan-conversion.ts';

/** One conversion that is to be done. */
export interface Order extends Plan {
  /** As it was given; a dash is standard input. */
  sourcePath: string;
  /** A dash is standard output. */
  targetPath: string;
  /** Names the model where its file does not, and the file on a server. */
  modelName: string;
  /** Whether a file that is there already may be replaced. */
  clobber: boolean;
}

/** An order, or why there is none of this source. */
export type Placed = { sourcePath: string } & ({ order: Order } | { refused: unknown });

export interface Wish {
  sources: readonly string[];
  /** A file with a name, or one for each source. */
  target: { path: string } | { to: string; folder: string | undefined };
  /** The format of the sources, whatever their names say. */
  from: string | undefined;
  givenOptions: readonly string[];
  clobber: boolean;
}

/**
 * An order for each source. What is wrong with one source does not keep the others; what is wrong with the wish itself,
 * and two sources that would become one file, throws.
 */
export function placeOrders(pairs: Pairs, wish: Wish): Placed[] {
  const { target } = wish;
  const plan =
    'path' in target
      ? (sourcePath: string) => orderNamed(pairs, wish, sourcePath, target.path)
      : orderMadeBy(pairs, wish, formatNamed(target.to, 'target_format_unknown'), target.folder);
  if (wish.from !== undefined) formatNamed(wish.from, 'source_format_unknown');
  const placed = wish.sources.map((sourcePath): Placed => {
    try {
      return { sourcePath, order: plan(sourcePath) };
    } catch (refused) {
      return { sourcePath, refused };
    }
  });
  requireOneEach(placed.flatMap((each) => ('order' in each ? [each.order] : [])));
  return placed;
}

function orderNamed(pairs: Pairs, wish: Wish, sourcePath: string, targetPath: string): Order {
  const source = sourceFormatOf(sourcePath, wish.from);
  const plan = planNamed(pairs, source, targetPath, wish.givenOptions);
  return { ...plan, sourcePath, targetPath, modelName: modelNameOf(sourcePath), clobber: wish.clobber };
}

const orderMadeBy =
  (pairs: Pairs, { from, givenOptions, clobber }: Wish, to: Format, folder: string | undefined) =>
  (sourcePath: string): Order => {
    const source = sourceFormatOf(sourcePath, from);
    const { extension, ...plan } = planMade(pairs, source, to, givenOptions);
    const modelName = modelNameOf(sourcePath);
    const isPiped = folder === DASH || (sourcePath === DASH && folder === undefined);
    const targetPath = isPiped ? DASH : join(folder ?? dirname(sourcePath), modelName + extension);
    return { ...plan, sourcePath, targetPath, modelName, clobber };
  };

function requireOneEach(orders: readonly Order[]): void {
  const taken = new Map<string, string>();
  for (const { sourcePath, targetPath } of orders) {
    const key = targetPath === DASH ? DASH : resolve(targetPath);
    const other = taken.get(key);
    if (other !== undefined) {
      const what = targetPath === DASH ? 'go to standard output' : `become "${targetPath}"`;
      throw new CliFailure(
        'usage',
        `"${other}" and "${sourcePath}" would both ${what}. Convert them one at a time, or into different folders.`,
        EXIT.usage,
      );
    }
    taken.set(key, sourcePath);
  }
}

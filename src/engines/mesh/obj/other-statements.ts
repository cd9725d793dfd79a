import type { Problem } from '../../../domain/problem.ts';
import type { Loss } from '../../../domain/report.ts';
import type { TextScanner } from '../io/text-scanner.ts';

type Kind = 'points' | 'lines' | 'curves and surfaces' | 'references to other files' | 'nothing';

/** What the statements stand for that say nothing about polygons. */
const KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['p', 'points'],
  ['l', 'lines'],
  ...['curv', 'curv2', 'surf'].map((word) => [word, 'curves and surfaces'] as const),
  ...['call', 'csh', '.'].map((word) => [word, 'references to other files'] as const),
  ...(
    's mg lod vp cstype deg bmat step parm trim hole scrv sp end con bevel c_interp d_interp ctech stech ' +
    'shadow_obj trace_obj usemap maplib bsp bzp cdc cdp res'
  )
    .split(' ')
    .map((word) => [word, 'nothing'] as const),
]);

const WHY: Partial<Record<Kind, string>> = {
  points: 'Only triangles are converted.',
  lines: 'Only triangles are converted.',
  'curves and surfaces': 'Only the polygons of an OBJ file are read.',
  'references to other files': 'Only the file itself is read.',
};

/** Counts the statements beside vertices, faces and names. */
export class OtherStatements {
  /** What is wrong with the first line that is no OBJ at all. */
  stray: Problem | undefined;
  /** Lines that are no OBJ. */
  strays = 0;
  private readonly counts = new Map<Kind, number>();

  add(keyword: string, scanner: TextScanner): void {
    const kind = KINDS.get(keyword);
    if (kind === undefined) {
      this.strays += 1;
      this.stray ??= scanner.malformed('holds a word that is not part of OBJ');
    } else this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
  }

  losses(): Loss[] {
    const lost: Loss[] = [];
    for (const [kind, why] of Object.entries(WHY)) {
      const count = this.counts.get(kind as Kind);
      if (count !== undefined) lost.push({ what: kind, count, why });
    }
    return lost;
  }
}

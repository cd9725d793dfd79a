import type { LengthUnit } from '../../../domain/report.ts';
import { type FacetInspection, unexpected } from '../facets/facet-inspection.ts';
import { ShellMeasure } from '../facets/shell-measure.ts';
import { Float64List, Uint32List } from '../tools/growable.ts';

const invalid = (reason: string) => unexpected('IGES', reason);

interface Entry {
  type: number;
  form: number;
  colour: number;
}

interface Shell {
  closed: boolean;
  volume: number;
}

/** Entities by their numbers, as far as they have been read; each comes after those that it points to. */
export class IgesTables {
  readonly #coordinates = new Float64List();
  /** Of a vertex list the number of its first point. */
  readonly #vertexLists = new Map<number, number>();
  /** Of an edge list its edges: two points each. */
  readonly #edgeLists = new Map<number, Uint32Array>();
  readonly #lines = new Map<number, readonly number[]>();
  readonly #loops = new Map<number, Uint32Array>();
  readonly #faces = new Map<number, readonly number[]>();
  readonly #shells = new Map<number, Shell>();
  readonly #bodies = new Set<number>();
  readonly #names = new Map<number, string>();
  readonly #partNames: string[] = [];
  readonly #colours = new Map<number, string>();
  readonly #usedColours = new Set<string>();
  readonly #measure = new ShellMeasure();
  #volume = 0;
  #solids = 0;

  add(number: number, entry: Entry, text: string): void {
    if (entry.colour > 0) this.#useColour(entry.colour);
    if (entry.type === 406) {
      const quoted = /^406,1,(\d+)H/.exec(text);
      if (quoted === null) throw invalid('a name of another kind');
      const bytes = Buffer.from(text.slice(quoted[0].length, quoted[0].length + Number(quoted[1])), 'latin1');
      this.#names.set(number, bytes.toString('utf8'));
      return;
    }
    const end = text.indexOf(';');
    const [type, ...values] = text.slice(0, end).split(',').map(Number);
    if (end < 0 || type !== entry.type || values.some(Number.isNaN))
      throw invalid(`entity ${number} is no list of numbers`);
    const used = this.#take(number, entry, values);
    // No associativities, and a name at most.
    const [associativities, properties, ...names] = values.slice(used);
    if (associativities !== 0 || properties !== names.length)
      throw invalid(`entity ${number} has other parameters`);
    for (const name of names) this.#partNames.push(this.#find(this.#names, name));
  }

  result(unit: LengthUnit): FacetInspection {
    if (this.#faces.size === 0) throw invalid('no face');
    const shells = [...this.#shells.values()];
    const { min, max, area } = this.#measure;
    return {
      measures: {
        format: 'iges',
        parts: this.#partNames.length,
        bodies: this.#solids,
        faces: this.#faces.size,
        vertices: this.#coordinates.length / 3,
        bounds: { min, max },
        unit,
        upAxis: 'z',
        area,
        ...(shells.every(({ closed }) => closed) && { volume: this.#volume }),
        colours: this.#usedColours.size,
      },
      partNames: this.#partNames,
      assemblies: 0,
    };
  }

  /** Returns how many of the values are the entity's own. */
  #take(number: number, { type, form }: Entry, values: readonly number[]): number {
    const count = values[0]!;
    switch (type) {
      case 110:
        this.#lines.set(number, values.slice(0, 6));
        return 6;
      case 116:
        return 4;
      case 123:
        return 3;
      case 190:
        return 2;
      case 314:
        this.#colours.set(number, values.slice(0, 3).join());
        return 3;
      case 402:
        for (const body of values.slice(1, 1 + count)) {
          if (!this.#bodies.has(body)) throw invalid('a group of something else than bodies');
        }
        return 1 + count;
      case 502:
        this.#vertexLists.set(number, this.#coordinates.length / 3);
        for (const value of values.slice(1, 1 + 3 * count)) this.#coordinates.push(value);
        return 1 + 3 * count;
      case 504:
        this.#takeEdges(number, values, count);
        return 1 + 5 * count;
      case 508:
        this.#takeLoop(number, values, count);
        return 1 + 5 * count;
      case 510: {
        const loops = values[1]!;
        this.#faces.set(number, values.slice(3, 3 + loops));
        return 3 + loops;
      }
      case 514:
        this.#takeShell(number, values, form === 1);
        return 1 + 2 * count;
      case 186:
        return this.#takeSolid(number, values);
      default:
        throw invalid(`an entity of type ${type}`);
    }
  }

  #takeEdges(number: number, values: readonly number[], count: number): void {
    const ends = new Uint32List(2 * count);
    const coordinates = this.#coordinates.view();
    for (let at = 1; at < 1 + 5 * count; at += 5) {
      const line = this.#find(this.#lines, values[at]!);
      for (const [half, place] of [at + 1, at + 3].entries()) {
        const point = this.#find(this.#vertexLists, values[place]!) + values[place + 1]! - 1;
        for (let axis = 0; axis < 3; axis++) {
          if (line[3 * half + axis] !== coordinates[3 * point + axis])
            throw invalid('a line that misses its vertex');
        }
        ends.push(point);
      }
    }
    this.#edgeLists.set(number, ends.view());
  }

  #takeLoop(number: number, values: readonly number[], count: number): void {
    const corners = new Uint32List(count);
    let last = -1;
    for (let at = 1; at < 1 + 5 * count; at += 5) {
      const ends = this.#find(this.#edgeLists, values[at + 1]!);
      const edge = 2 * (values[at + 2]! - 1);
      const [start, end] =
        values[at + 3] === 1 ? [ends[edge]!, ends[edge + 1]!] : [ends[edge + 1]!, ends[edge]!];
      if (last !== -1 && last !== start) throw invalid('a loop with a gap');
      last = end;
      corners.push(start);
    }
    if (count < 3 || corners.view()[0] !== last) throw invalid('a loop that is not closed');
    this.#loops.set(number, corners.view());
  }

  #takeShell(number: number, values: readonly number[], closed: boolean): void {
    const before = this.#measure.volume;
    this.#measure.beginShell();
    for (let at = 1; at < 1 + 2 * values[0]!; at += 2) {
      const loops = this.#find(this.#faces, values[at]!).map((loop) => this.#find(this.#loops, loop));
      this.#measure.addFace(this.#coordinates.view(), loops, closed);
    }
    this.#shells.set(number, { closed, volume: this.#measure.volume - before });
    if (!closed) this.#bodies.add(number);
  }

  #takeSolid(number: number, values: readonly number[]): number {
    const end = 3 + 2 * values[2]!;
    const voids = values.slice(3, end).filter((_, at) => at % 2 === 0);
    for (const shell of [values[0]!, ...voids]) {
      const { closed, volume } = this.#find(this.#shells, shell);
      if (!closed) throw invalid('a solid with an open shell');
      this.#volume += volume;
    }
    this.#solids += 1;
    this.#bodies.add(number);
    return end;
  }

  #useColour(number: number): void {
    const percents = this.#find(this.#colours, number).split(',').map(Number);
    this.#usedColours.add(percents.map((percent) => Math.round(percent * 2.55)).join());
  }

  #find<T>(entities: ReadonlyMap<number, T>, number: number): T {
    const found = entities.get(number);
    if (found === undefined) throw invalid(`entity ${number} is missing or of another type`);
    return found;
  }
}

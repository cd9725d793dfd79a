import type { LengthUnit, Measures } from '../../../domain/report.ts';
import type { FacetInspection } from '../facets/facet-inspection.ts';
import { ShellMeasure } from '../facets/shell-measure.ts';
import type { OnFraction } from '../read-result.ts';
import { FaceTables } from './face-tables.ts';
import { lengthUnitOf } from './length-unit.ts';
import { type Instance, invalid, readInstances, reals, references, strings } from './part21-reader.ts';
import { parseStepString } from './part21-text.ts';

/** Measures a file that `writeFacetedStep` wrote, from its bytes alone. Throws `output_invalid` for any other. */
export async function readFacetedStep(path: string): Promise<Measures> {
  return inspectFacetedStep(path).measures;
}

/** As `readFacetedStep`, with the names. */
export function inspectFacetedStep(path: string, onFraction?: OnFraction): FacetInspection {
  const reading = new Reading();
  readInstances(path, (instance) => reading.take(instance), onFraction);
  return reading.result();
}

class Reading {
  readonly #tables = new FaceTables();
  readonly #measure = new ShellMeasure();
  readonly #colours = new Map<number, string>();
  readonly #transparencies = new Map<number, number>();
  readonly #partNames: string[] = [];
  #productName = '';
  #products = 0;
  #faces = 0;
  #closedShells = 0;
  #openShells = 0;
  #solids = 0;
  #cavities = 0;
  #framePoints = 0;
  #unit: LengthUnit | undefined;

  take({ id, name, text }: Instance): void {
    switch (name) {
      case 'CARTESIAN_POINT':
        this.#tables.addPoint(id, reals(text));
        break;
      case 'POLY_LOOP':
      case 'EDGE_LOOP':
        this.#tables.addLoop(id, references(text));
        break;
      case 'FACE_OUTER_BOUND':
      case 'FACE_BOUND':
      case 'VERTEX_POINT':
        this.#tables.alias(id, references(text)[0]);
        break;
      case 'EDGE_CURVE':
        this.#tables.addEdge(id, references(text)[0], references(text)[1]);
        break;
      case 'ORIENTED_EDGE':
        this.#tables.addOrientedEdge(id, references(text)[0], text.endsWith('.T.'));
        break;
      case 'FACE_SURFACE':
      case 'ADVANCED_FACE':
        this.#tables.addFace(id, references(text).slice(0, -1)); // the last is its plane
        break;
      case 'CLOSED_SHELL':
        this.#closedShells += 1;
        this.#takeShell(references(text), true);
        break;
      case 'OPEN_SHELL':
        this.#openShells += 1;
        this.#takeShell(references(text), false);
        break;
      case 'ORIENTED_CLOSED_SHELL':
        this.#cavities += 1;
        break;
      case 'FACETED_BREP':
      case 'MANIFOLD_SOLID_BREP':
      case 'BREP_WITH_VOIDS':
        this.#solids += 1;
        break;
      case 'PRODUCT':
        this.#products += 1;
        this.#productName = parseStepString(strings(text)[1] ?? "''");
        break;
      case 'PRODUCT_CONTEXT':
        this.#framePoints = this.#tables.pointCount; // what stood before it is the frame, not geometry
        break;
      case 'FACETED_BREP_SHAPE_REPRESENTATION':
      case 'MANIFOLD_SURFACE_SHAPE_REPRESENTATION':
      case 'SHAPE_REPRESENTATION':
        // placement, bodies …, context
        if (references(text).length > 2) this.#partNames.push(this.#productName);
        break;
      case '':
        this.#unit = lengthUnitOf(text) ?? this.#unit;
        break;
      default:
        this.#takeStyle(id, name, text);
    }
  }

  result(): FacetInspection {
    if (this.#faces === 0) throw invalid('no face');
    if (this.#solids + this.#cavities !== this.#closedShells)
      throw invalid('a closed shell that belongs to no solid');
    if (this.#unit === undefined) throw invalid('no length unit');
    const measures: Measures = {
      format: 'step',
      parts: this.#partNames.length,
      bodies: this.#solids,
      faces: this.#faces,
      vertices: this.#tables.pointCount - this.#framePoints,
      bounds: { min: this.#measure.min, max: this.#measure.max },
      unit: this.#unit,
      upAxis: 'z',
      area: this.#measure.area,
      ...(this.#openShells === 0 && { volume: this.#measure.volume }),
      colours: new Set(this.#colours.values()).size,
    };
    return { measures, partNames: this.#partNames, assemblies: this.#products - this.#partNames.length };
  }

  #takeShell(faces: readonly number[], closed: boolean): void {
    this.#measure.beginShell();
    for (const face of faces) {
      this.#measure.addFace(this.#tables.coordinates, this.#tables.loopsOf(face), closed);
    }
    this.#faces += faces.length;
  }

  /** Every style has its own colour, so that the number of the colour stands for the style. */
  #takeStyle(id: number, name: string, text: string): void {
    if (name === 'COLOUR_RGB') {
      const channels = reals(text).map((channel) => Math.round(channel * 255));
      this.#colours.set(id, channels.join());
    } else if (name === 'SURFACE_STYLE_TRANSPARENT') {
      this.#transparencies.set(id, Math.round(reals(text)[0]! * 255));
    } else if (name === 'SURFACE_STYLE_RENDERING_WITH_PROPERTIES') {
      const [colour, transparency] = references(text) as [number, number];
      this.#colours.set(colour, `${this.#colours.get(colour)},${this.#transparencies.get(transparency)}`);
    }
  }
}

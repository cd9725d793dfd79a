import type { EngineLimits } from '../../engine-module.ts';
import { tooManyTriangles, tooManyVertices } from '../limits.ts';
import { Float32List, Float64List, Uint32List } from '../tools/growable.ts';
import { type ElementTable, LEAF } from '../xml/element-tables.ts';
import type { XmlScanner } from '../xml/xml-scanner.ts';
import type { AmfDocument, AmfObject, AmfVolume, Colour } from './amf-document.ts';
import { colourTable, indexTable, numberTable, textTable } from './value-tables.ts';

/** Of the whole file. */
export interface SoFar {
  vertices: number;
  triangles: number;
  /** Objects, volumes, materials and instances. */
  elements: number;
}

/** What is shared by the tables of one file. */
export interface Reading {
  document: AmfDocument;
  limits: EngineLimits;
  soFar: SoFar;
  /** Counts one more object, volume, material or instance. Throws `input_limit_exceeded`. */
  count(): void;
}

const NO_COLOUR: Colour = [Number.NaN, Number.NaN, Number.NaN, Number.NaN];

/** The content of `object`. */
export function objectTable(object: AmfObject, reading: Reading): ElementTable {
  const volume = (xml: XmlScanner): ElementTable => {
    reading.count();
    const material = xml.value('materialid');
    const made: AmfVolume = {
      ...(material !== undefined && { material }),
      corners: new Uint32List(16),
      colours: new Float32List(16),
    };
    object.volumes.push(made);
    if (xml.value('type') === 'support') {
      reading.document.lost.add('object types', 1, 'Support volumes became volumes like all others.');
    }
    return volumeTable(made, reading);
  };
  const vertices = verticesTable(object, reading);
  const mesh: ElementTable = {
    children: { vertices: () => vertices, volume },
    close(xml) {
      const count = object.positions.length / 3;
      for (const { corners } of object.volumes) {
        for (const corner of corners.view()) {
          if (corner >= count) throw xml.malformed(`has a triangle at vertex ${corner} of ${count}`);
        }
      }
    },
  };
  return {
    children: {
      metadata: metadataIn(reading, (name) => {
        object.name = name;
      }),
      color: () =>
        colourTable((colour) => {
          object.colour = colour;
        }, formulaIn(reading)),
      mesh: () => mesh,
    },
  };
}

function verticesTable({ positions, colours }: AmfObject, reading: Reading): ElementTable {
  const { soFar, limits, document } = reading;
  const point = [Number.NaN, Number.NaN, Number.NaN];
  let own: Colour | undefined;
  const axis = (at: number): (() => ElementTable) => {
    const table = numberTable((value) => {
      point[at] = value;
    });
    return () => table;
  };
  const coordinates: ElementTable = { children: { x: axis(0), y: axis(1), z: axis(2) } };
  const vertex: ElementTable = {
    children: {
      coordinates: () => coordinates,
      color: () =>
        colourTable((colour) => {
          own = colour;
        }, formulaIn(reading)),
      normal: () => {
        document.lost.add('curve normals', 1, 'Curved triangles became flat ones.');
        return LEAF;
      },
    },
    close(xml) {
      if (point.some(Number.isNaN)) throw xml.malformed('has a vertex without three coordinates');
      soFar.vertices += 1;
      if (soFar.vertices > limits.maxVertices) throw tooManyVertices(undefined, limits);
      for (const value of point) positions.push(value);
      pushColour(colours, positions.length / 3 - 1, own);
    },
  };
  return {
    children: {
      vertex: () => {
        point.fill(Number.NaN);
        own = undefined;
        return vertex;
      },
      edge: () => {
        document.lost.add('curved edges', 1, 'Curved triangles became flat ones.');
        return LEAF;
      },
    },
  };
}

function volumeTable(volume: AmfVolume, reading: Reading): ElementTable {
  const { soFar, limits, document } = reading;
  const { corners, colours } = volume;
  const found = [-1, -1, -1];
  let own: Colour | undefined;
  const corner = (at: number): (() => ElementTable) => {
    const table = indexTable((value) => {
      found[at] = value;
    });
    return () => table;
  };
  const textured = (): ElementTable => {
    document.lost.add(
      'texture coordinates',
      1,
      'Textures of AMF, which are grey in each channel, are not read.',
    );
    return LEAF;
  };
  const triangle: ElementTable = {
    children: {
      v1: corner(0),
      v2: corner(1),
      v3: corner(2),
      color: () =>
        colourTable((colour) => {
          own = colour;
        }, formulaIn(reading)),
      map: textured, // of version 1.0
      texmap: textured,
    },
    close(xml) {
      if (found.includes(-1)) throw xml.malformed('has a triangle without three vertices');
      soFar.triangles += 1;
      if (soFar.triangles > limits.maxTriangles) throw tooManyTriangles(undefined, limits);
      for (const index of found) corners.push(index);
      pushColour(colours, corners.length / 3 - 1, own);
    },
  };
  return {
    children: {
      triangle: () => {
        found.fill(-1);
        own = undefined;
        return triangle;
      },
      color: () =>
        colourTable((colour) => {
          volume.colour = colour;
        }, formulaIn(reading)),
      metadata: metadataIn(reading, () => {
        document.lost.add('names', 1, 'Volumes of an object have no names here.');
      }),
    },
  };
}

/** Adds the colour of the next element, once there is any: those before it get none. */
function pushColour(colours: Float32List, before: number, colour: Colour | undefined): void {
  if (colour === undefined && colours.length === 0) return;
  while (colours.length < before * 4) for (const channel of NO_COLOUR) colours.push(channel);
  for (const channel of colour ?? NO_COLOUR) colours.push(channel);
}

/** `metadata` of the type `name` is taken, all other is lost. */
export const metadataIn =
  ({ document }: Reading, takeName: (name: string) => void) =>
  (xml: XmlScanner): ElementTable => {
    if (xml.value('type')?.toLowerCase() === 'name')
      return textTable((name) => name !== '' && takeName(name));
    document.lost.add('metadata entries', 1, 'A mesh here has no place for notes.');
    return LEAF;
  };

export const formulaIn =
  ({ document }: Reading) =>
  (): void =>
    document.lost.add('colour formulas', 1, 'A colour that is a formula of the place is not read.');

export const emptyObject = (): AmfObject => ({
  positions: new Float64List(),
  colours: new Float32List(16),
  volumes: [],
});

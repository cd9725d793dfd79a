import type { Material, Primitive } from '../model.ts';
import { UNKNOWN_COLOUR } from '../tools/colour.ts';
import { TupleIndex } from '../tools/tuple-index.ts';
import { dropUnusedVertices } from '../tools/weld.ts';
import type { AmfDocument, AmfObject, AmfVolume, Colour } from './amf-document.ts';

const WHITE: Colour = [1, 1, 1, 1];

/**
 * One primitive for each volume. The colour of a triangle counts before that of its vertices, then those of the volume,
 * the object and the material.
 * @param materialAt gives the place of a material, made once for each key
 */
export function buildPrimitives(
  object: AmfObject,
  known: AmfDocument['materials'],
  materialAt: (key: string, make: () => Material) => number,
): Primitive[] {
  return object.volumes
    .filter(({ corners }) => corners.length > 0)
    .map((volume) => {
      const material = volume.material === undefined ? undefined : known.get(volume.material);
      const colour = volume.colour ?? object.colour ?? material?.colour;
      const name = material?.name;
      const positions = object.positions.view();
      const indices = volume.corners.view();
      if (hasColours(object, volume)) return coloured(object, volume, colour ?? WHITE);
      const isOne = object.volumes.length === 1;
      const primitive = isOne ? { positions, indices } : dropUnusedVertices({ positions, indices });
      if (colour === undefined && name === undefined) return primitive;
      const key = JSON.stringify([volume.material, colour]);
      return { ...primitive, material: materialAt(key, () => made(name, colour)) };
    });
}

function made(name: string | undefined, colour: Colour | undefined): Material {
  return {
    ...(name !== undefined && { name }),
    baseColour: [...(colour ?? UNKNOWN_COLOUR)] as Colour,
    metallic: 0,
    roughness: 0.5,
    ...(colour !== undefined && colour[3] < 1 && { alphaMode: 'BLEND' as const }),
  };
}

/** Of its triangles, or of a vertex that one of them uses. */
function hasColours({ colours }: AmfObject, volume: AmfVolume): boolean {
  if (volume.colours.length > 0) return true;
  if (colours.length === 0) return false;
  const values = colours.view();
  return volume.corners.view().some((vertex) => !Number.isNaN(values[vertex * 4] ?? Number.NaN));
}

/** A vertex for each pair of a point and a triangle that has a colour, 0 standing for all that have none. */
function coloured(object: AmfObject, volume: AmfVolume, otherwise: Colour): Primitive {
  const positions = object.positions.view();
  const corners = volume.corners.view();
  const ofVertices = object.colours.view();
  const ofTriangles = volume.colours.view();
  const index = new TupleIndex(2, corners.length / 3);
  const pair = new Uint32Array(2);
  const indices = new Uint32Array(corners.length);
  for (let at = 0; at < corners.length; at += 1) {
    const triangle = Math.floor(at / 3);
    pair[0] = corners[at]!;
    pair[1] = Number.isNaN(ofTriangles[triangle * 4] ?? Number.NaN) ? 0 : triangle + 1;
    indices[at] = index.add(pair);
  }
  const pairs = index.tuples();
  const used = new Float64Array(index.count * 3);
  const colours = new Float32Array(index.count * 4);
  for (let vertex = 0; vertex < index.count; vertex += 1) {
    const point = pairs[vertex * 2]!;
    const triangle = pairs[vertex * 2 + 1]!;
    for (let axis = 0; axis < 3; axis += 1) used[vertex * 3 + axis] = positions[point * 3 + axis]!;
    const hasOwn = !Number.isNaN(ofVertices[point * 4] ?? Number.NaN);
    for (let channel = 0; channel < 4; channel += 1) {
      colours[vertex * 4 + channel] =
        triangle > 0
          ? ofTriangles[(triangle - 1) * 4 + channel]!
          : hasOwn
            ? ofVertices[point * 4 + channel]!
            : otherwise[channel]!;
    }
  }
  return { positions: used, indices, colours };
}

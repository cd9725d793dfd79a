import type { EngineLimits } from '../../engine-module.ts';
import { tooManyVertices } from '../limits.ts';
import { Float32List, Uint32List } from '../tools/growable.ts';
import { type ElementTable, LEAF } from '../xml/element-tables.ts';
import type { XmlScanner } from '../xml/xml-scanner.ts';
import {
  colourOf,
  requireIndex,
  requireIndices,
  requireNumber,
  requireNumbers,
  requireText,
} from './attributes.ts';
import { growthWithin } from './growth-within.ts';
import type { ModelPart, PropertyGroup } from './model-part.ts';
import type { SoFar } from './read-mesh-element.ts';
import { wrappingOf } from './tile-style.ts';

type Open = (xml: XmlScanner) => ElementTable;

/** What `resources` may hold beside objects: the groups of properties of the core and of the materials extension. */
export function propertyTables(
  part: ModelPart,
  limits: EngineLimits,
  soFar: SoFar,
): Readonly<Record<string, Open>> {
  const entry =
    (read: (xml: XmlScanner) => void): Open =>
    (xml) => {
      read(xml);
      soFar.properties += 1;
      if (soFar.properties > limits.maxVertices) throw tooManyVertices(undefined, limits);
      return LEAF;
    };
  const add = (xml: XmlScanner, group: PropertyGroup): void => {
    const id = requireIndex(xml, 'id');
    if (part.properties.has(id) || part.objects.has(id) || part.textures.has(id)) {
      throw xml.malformed(`has two resources with the id ${id}`);
    }
    part.properties.set(id, group);
  };
  const appearance: Open = () => {
    part.lost.add('material finishes', 1, 'Display properties of 3MF are not read.');
    return LEAF;
  };

  return {
    basematerials(xml) {
      const names: (string | undefined)[] = [];
      const colours = new Float32List(16);
      add(xml, { kind: 'base', names, colours });
      const base = entry((each) => {
        names.push(each.value('name') || undefined);
        for (const channel of colourOf(each, 'displaycolor')) colours.push(channel);
      });
      return { children: { base } };
    },

    'm:colorgroup'(xml) {
      const colours = new Float32List(16, growthWithin(part, xml));
      add(xml, { kind: 'colours', colours });
      const color = entry((each) => {
        for (const channel of colourOf(each, 'color')) colours.push(channel);
      });
      return { children: inEither('color', color) };
    },

    'm:texture2d'(xml) {
      const id = requireIndex(xml, 'id');
      if (part.textures.has(id) || part.properties.has(id) || part.objects.has(id)) {
        throw xml.malformed(`has two resources with the id ${id}`);
      }
      const [u, v] = [xml.value('tilestyleu'), xml.value('tilestylev')];
      part.textures.set(id, {
        path: requireText(xml, 'path'),
        u: wrappingOf(u),
        v: wrappingOf(v),
        isBounded: u === 'none' || v === 'none',
      });
      return entry(() => {})(xml);
    },

    'm:texture2dgroup'(xml) {
      const coordinates = new Float32List(16, growthWithin(part, xml));
      add(xml, { kind: 'coordinates', texture: requireIndex(xml, 'texid'), coordinates });
      const pair = entry((each) => {
        coordinates.push(requireNumber(each, 'u'));
        coordinates.push(requireNumber(each, 'v'));
      });
      return { children: inEither('tex2coord', pair) };
    },

    'm:compositematerials'(xml) {
      const colours = new Float32List(16);
      add(xml, { kind: 'colours', colours });
      const base = part.properties.get(requireIndex(xml, 'matid'));
      if (base?.kind !== 'base') throw xml.malformed('has a composite of other than base materials');
      const members = requireIndices(xml, 'matindices');
      if (members.some((index) => index >= base.names.length)) {
        throw xml.malformed('has a composite of a base material that is not there');
      }
      const composite = entry((each) => {
        part.lost.add('composite materials', 1, 'They became the mixed colour of their materials.');
        mix(base.colours, members, requireNumbers(each, 'values'), colours);
      });
      return { children: inEither('composite', composite) };
    },

    'm:multiproperties'(xml) {
      const layers = requireIndices(xml, 'pids');
      const rows = new Uint32List(16);
      add(xml, { kind: 'layers', layers, rows });
      const multi = entry((each) => {
        const given = requireIndices(each, 'pindices');
        for (let layer = 0; layer < layers.length; layer += 1) rows.push(given[layer] ?? 0);
      });
      return { children: inEither('multi', multi) };
    },

    'm:pbspeculardisplayproperties': appearance,
    'm:pbmetallicdisplayproperties': appearance,
    'm:pbspeculartexturedisplayproperties': appearance,
    'm:pbmetallictexturedisplayproperties': appearance,
    'm:translucentdisplayproperties': appearance,
    's:slicestack': () => {
      part.lost.add('slice stacks', 1, 'Slices are no mesh; the mesh beside them may be a coarse one.');
      return LEAF;
    },
  };
}

/** Some programs, that of the consortium's own samples among them, leave out the prefix of the inner elements. */
const inEither = (name: string, open: Open): Readonly<Record<string, Open>> => ({
  [`m:${name}`]: open,
  [name]: open,
});

/** The mean of the colours, weighted; equal shares where all weights are 0. */
function mix(
  base: Float32List,
  members: readonly number[],
  weights: readonly number[],
  into: Float32List,
): void {
  const colours = base.view();
  const sum = members.reduce((total, _, at) => total + (weights[at] ?? 0), 0);
  for (let channel = 0; channel < 4; channel += 1) {
    const value = members.reduce((total, member, at) => {
      const share = sum > 0 ? (weights[at] ?? 0) / sum : 1 / members.length;
      return total + colours[member * 4 + channel]! * share;
    }, 0);
    into.push(value);
  }
}

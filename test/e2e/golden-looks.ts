import type { Document } from '@gltf-transform/core';
import { hexOf } from '../support/independent-reader.ts';
import type { SeenByUsd } from '../support/usd-core.ts';

/** Names and colours as a program that is not ours sees them. */
export interface Looks {
  /** Of each part, for each of its uses; empty for one without a name. */
  names: string[];
  /** Of parts and assemblies, each once; of B-reps only. */
  products?: string[];
  /** sRGB, `#rrggbb`, each once. */
  colours: string[];
  /** Those of faces; of B-reps only, in which curves and points have some, too. */
  faceColours?: string[];
}

export function looksOfGltf(document: Document): Looks {
  const root = document.getRoot();
  const parts = root.listNodes().flatMap((node) => {
    const mesh = node.getMesh();
    return mesh === null ? [] : [{ name: node.getName() || mesh.getName(), mesh }];
  });
  const colours = new Set<string>();
  for (const primitive of new Set(parts.flatMap(({ mesh }) => mesh.listPrimitives()))) {
    const factor = primitive.getMaterial()?.getBaseColorFactor() ?? [1, 1, 1];
    const painted = primitive.getAttribute('COLOR_0');
    for (let vertex = 0; vertex < (painted?.getCount() ?? 1); vertex += 1) {
      const colour = painted?.getElement(vertex, []) ?? [1, 1, 1];
      colours.add(hexOf([0, 1, 2].map((channel) => encoded(colour[channel]! * factor[channel]!))));
    }
  }
  return { names: parts.map(({ name }) => name), colours: [...colours] };
}

/** The byte of a linear value. */
const encoded = (linear: number): number =>
  Math.round(255 * (linear <= 0.0031308 ? linear * 12.92 : 1.055 * linear ** (1 / 2.4) - 0.055));

export const looksOfStl = (text: string): Looks => ({
  names: text.startsWith('solid') ? namesAfter('solid', linesOf(text)) : [],
  colours: [],
});

/** Assimp makes one of the objects of one name. */
export function looksOfObj(text: string): Looks {
  const lines = linesOf(text);
  const objects = namesAfter('o', lines);
  const colours = new Set<string>();
  for (const line of lines) {
    if (!line.startsWith('v ')) continue;
    const values = numbersOf(line.slice(2));
    if (values.length >= 6) colours.add(hexOf(values.slice(3, 6).map((value) => Math.round(value * 255))));
  }
  return { names: objects.length > 0 ? objects : namesAfter('g', lines), colours: [...colours] };
}

/** Assimp does not read the colours of OFF. */
export function looksOfOff(text: string): Looks {
  const [header, counts, ...rest] = linesOf(text).filter((line) => line !== '' && !line.startsWith('#'));
  const [vertices] = numbersOf(counts!);
  const hasVertexColours = header!.includes('C');
  const colours = new Set<string>();
  for (const [at, line] of rest.entries()) {
    const values = numbersOf(line);
    const colour =
      at < vertices!
        ? hasVertexColours
          ? values.slice(3, 6)
          : []
        : values.slice(values[0]! + 1).slice(0, 3);
    if (colour.length === 3) colours.add(hexOf(colour));
  }
  return { names: [], colours: [...colours] };
}

const namesAfter = (word: string, lines: readonly string[]): string[] =>
  lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1).trim());

const linesOf = (text: string): string[] => text.split('\n').map((line) => line.trim());
const numbersOf = (line: string): number[] => line.split(/\s+/).filter(Boolean).map(Number);

/** What has no name; a prim must have one. */
const NAMELESS_PRIM = /^Node(_\d+)?$/;

/** The name of a part stands above its meshes, of which it may have several. */
export function looksOfUsd({ meshes }: SeenByUsd): Looks {
  const parts = new Map(meshes.map(({ path, names }) => [path.replace(/\/[^/]*$/, ''), partName(names)]));
  return { names: [...parts.values()], colours: [...new Set(meshes.flatMap(({ colours }) => colours))] };
}

const partName = (names: readonly string[]): string => {
  const name = names.at(-2) ?? '';
  return NAMELESS_PRIM.test(name) ? '' : name;
};

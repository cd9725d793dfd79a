import { type BrepWords, cutOff } from './brep-words.ts';
import type { BrepGeometry } from './check-brep-geometry.ts';

export interface ShapeCounts {
  solids: number;
  /** With those of solids. */
  faces: number;
  openFaces: number;
}

/** What each kind of shape may be made of. */
const PARTS: Readonly<Record<string, string>> = {
  Ve: '',
  Ed: 'Ve',
  Wi: 'Ed',
  Fa: 'Wi Ve',
  Sh: 'Fa',
  So: 'Sh Ed Ve',
  CS: 'So',
  Co: 'Co CS So Sh Fa Wi Ed Ve',
};

interface Shape extends ShapeCounts {
  type: string;
}

/**
 * Shapes stand before those that are made of them, and are numbered downwards: the last is 1. A record is its type,
 * its geometry, seven flags, and references such as `+18 0` up to a `*`; the root stands behind the last.
 * OpenCASCADE does not come back from a list whose words are out of step.
 */
export function checkBrepShapes(words: BrepWords, geometry: BrepGeometry, version: number): ShapeCounts {
  words.section = 'shapes';
  words.expect('TShapes');
  const stated = words.count();
  if (stated === 0) throw cutOff('its list of shapes is empty');
  const shapes: Shape[] = [];
  const find = (reference: string): Shape => {
    const number = /^[+\-ie](\d+)$/.exec(reference)?.[1];
    const known = number === undefined ? undefined : shapes[stated - Number(number)];
    if (known === undefined) throw words.malformed(`refers to shape ${reference}, which it does not define`);
    words.count(geometry.locations);
    return known;
  };
  while (shapes.length < stated) {
    const type = words.word();
    const holds = PARTS[type];
    if (holds === undefined) throw words.malformed(`has "${type}" where a shape begins`);
    if (type === 'Ve') skipVertex(words, geometry);
    else if (type === 'Ed') skipEdge(words, geometry, version);
    else if (type === 'Fa') skipFace(words, geometry);
    const flags = words.word();
    if (!/^[01]{7}$/.test(flags)) throw words.malformed(`has "${flags}" where the flags of a shape stand`);
    const shape = { type, solids: 0, faces: type === 'Fa' ? 1 : 0, openFaces: type === 'Fa' ? 1 : 0 };
    for (let reference = words.word(); reference !== '*'; reference = words.word()) {
      const part = find(reference);
      if (!holds.includes(part.type)) throw words.malformed(`has a part that its kind of shape cannot have`);
      shape.solids += part.solids;
      shape.faces += part.faces;
      shape.openFaces += part.openFaces;
    }
    shapes.push(type === 'So' ? { ...shape, solids: 1, openFaces: 0 } : shape);
  }
  words.section = 'last lines, where its root shape stands';
  return find(words.word());
}

/** Tolerance, point, and places on curves and surfaces, each with its parameter first. */
function skipVertex(words: BrepWords, { curves, curves2d, surfaces, locations }: BrepGeometry): void {
  words.reals(4);
  for (;;) {
    words.reals(1);
    const kind = words.count(3);
    if (kind === 0) return;
    if (kind === 1) words.count(curves);
    if (kind === 2) words.count(curves2d);
    if (kind === 3) words.reals(1);
    if (kind !== 1) words.count(surfaces);
    words.count(locations);
  }
}

/** Tolerance, three flags, and what the edge is in space, on surfaces and on triangulations. */
function skipEdge(words: BrepWords, geometry: BrepGeometry, version: number): void {
  const { curves, curves2d, polygons, nodePolygons, surfaces, triangulations, locations } = geometry;
  words.reals(1);
  for (let flag = 0; flag < 3; flag += 1) words.flag();
  for (;;) {
    const kind = words.count(7);
    if (kind === 0) return;
    if (kind === 1) words.count(curves);
    if (kind === 2 || kind === 3) words.count(curves2d);
    if (kind === 3) skipSeam(words, curves2d);
    if (kind === 4) words.word(); // continuity
    if (kind === 2 || kind === 3) words.count(surfaces);
    if (kind === 4) for (const most of [surfaces, locations, surfaces]) words.count(most);
    if (kind === 5) words.count(polygons);
    if (kind >= 6) words.count(nodePolygons);
    if (kind === 7) words.count(nodePolygons);
    if (kind >= 6) words.count(triangulations);
    words.count(locations);
    if (kind <= 3) words.reals(2); // range
    if (version === 2 && (kind === 2 || kind === 3)) words.reals(4); // its ends on the surface
  }
}

/** The second curve of a closed surface, and the continuity, with which it is one word in most files: `28CN`. */
function skipSeam(words: BrepWords, curves2d: number): void {
  const word = words.word();
  const [, curve, continuity] = /^(\d+)([CG][0-3N])?$/.exec(word) ?? [];
  if (curve === undefined || Number(curve) > curves2d) {
    throw words.malformed(`has "${word}" where a curve from 0 to ${curves2d} stands`);
  }
  if (continuity === undefined) words.word();
}

/** Here line breaks count: a line for the surface, and one for the triangulation that may be empty. */
function skipFace(words: BrepWords, { surfaces, triangulations, locations }: BrepGeometry): void {
  if (words.count(2) === 2) {
    words.count(triangulations);
    return;
  }
  words.reals(1);
  words.count(surfaces);
  words.count(locations);
  const between = words.restOfLine();
  const second = words.restOfLine();
  const triangulation = second === '' ? 0 : Number(/^2\s+(\d+)$/.exec(second)?.[1] ?? Number.NaN);
  if (between !== '' || !(triangulation <= triangulations)) {
    throw words.malformed('has a face that is not followed by its triangulation or an empty line');
  }
}

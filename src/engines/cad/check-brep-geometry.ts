import type { BrepWords } from './brep-words.ts';

/** How many of each there are; shapes refer to them by number. */
export interface BrepGeometry {
  locations: number;
  curves2d: number;
  curves: number;
  polygons: number;
  nodePolygons: number;
  surfaces: number;
  triangulations: number;
}

/** The numbers that a line, circle, ellipse, parabola or hyperbola (types 1 to 5) has in two and three dimensions. */
const CONIC_REALS = { 2: [4, 7, 8, 7, 8], 3: [6, 13, 14, 13, 14] } as const;
/** Of a plane, cylinder, cone, sphere and torus. */
const ELEMENTARY_REALS = [12, 13, 14, 13, 14];

/** Reads the sections before the shapes, in the order in which they must stand (GeomTools, BRepTools_ShapeSet). */
export function checkBrepGeometry(words: BrepWords, version: number): BrepGeometry {
  const table = (name: string, section: string, readOne: (index: number) => void): number => {
    words.section = section;
    words.expect(name);
    const count = words.count();
    for (let index = 1; index <= count; index += 1) readOne(index);
    return count;
  };
  return {
    locations: table('Locations', 'locations', (index) => skipLocation(words, index)),
    curves2d: table('Curve2ds', 'curves on surfaces', () => skipCurve(words, 2)),
    curves: table('Curves', 'curves', () => skipCurve(words, 3)),
    polygons: table('Polygon3D', 'polygons', () => skipPolygon(words)),
    nodePolygons: table('PolygonOnTriangulations', 'polygons', () => skipNodePolygon(words)),
    surfaces: table('Surfaces', 'surfaces', () => skipSurface(words)),
    triangulations: table('Triangulations', 'triangulations', () => skipTriangulation(words, version)),
  };
}

/** A matrix, or a product of powers of earlier ones that ends with 0. */
function skipLocation(words: BrepWords, index: number): void {
  const type = words.integer();
  if (type === 1) words.reals(12);
  else if (type === 2) while (words.count(index - 1) !== 0) words.integer();
  else throw words.malformed(`has a location of type ${type}`);
}

function skipCurve(words: BrepWords, dimensions: 2 | 3): void {
  let type = words.integer();
  for (; type === 8 || type === 9; type = words.integer()) {
    words.reals(type === 8 ? 2 : dimensions === 2 ? 1 : 4); // trimmed or offset: the curve itself follows
  }
  const reals = CONIC_REALS[dimensions][type - 1];
  if (reals !== undefined) words.reals(reals);
  else if (type === 6 || type === 7) skipSpline(words, dimensions, type === 7);
  else throw words.malformed(`has a curve of type ${type}`);
}

function skipSpline(words: BrepWords, dimensions: number, hasKnots: boolean): void {
  const isRational = words.flag();
  if (hasKnots) words.flag(); // periodic
  const degree = words.count();
  const poles = hasKnots ? words.count() : degree + 1;
  const knots = hasKnots ? words.count() : 0;
  words.reals(poles * (dimensions + (isRational ? 1 : 0)));
  skipKnots(words, knots);
}

function skipKnots(words: BrepWords, knots: number): void {
  for (let knot = 0; knot < knots; knot += 1) {
    words.reals(1);
    words.count(); // multiplicity
  }
}

function skipSurface(words: BrepWords): void {
  let type = words.integer();
  for (; type === 10 || type === 11; type = words.integer()) {
    words.reals(type === 10 ? 4 : 1); // trimmed or offset: the surface itself follows
  }
  const reals = ELEMENTARY_REALS[type - 1];
  if (reals !== undefined) words.reals(reals);
  else if (type === 6 || type === 7) {
    words.reals(type === 6 ? 3 : 6); // extrusion or revolution
    skipCurve(words, 3);
  } else if (type === 8 || type === 9) skipSplineSurface(words, type === 9);
  else throw words.malformed(`has a surface of type ${type}`);
}

function skipSplineSurface(words: BrepWords, hasKnots: boolean): void {
  const [uRational, vRational] = [words.flag(), words.flag()];
  if (hasKnots) for (let periodic = 0; periodic < 2; periodic += 1) words.flag();
  const [uDegree, vDegree] = [words.count(), words.count()];
  const [uPoles, vPoles] = hasKnots ? [words.count(), words.count()] : [uDegree + 1, vDegree + 1];
  const [uKnots, vKnots] = hasKnots ? [words.count(), words.count()] : [0, 0];
  words.reals(uPoles * vPoles * (uRational || vRational ? 4 : 3));
  skipKnots(words, uKnots);
  skipKnots(words, vKnots);
}

function skipPolygon(words: BrepWords): void {
  const nodes = words.count();
  const hasParameters = words.flag();
  words.reals(1 + nodes * (hasParameters ? 4 : 3));
}

function skipNodePolygon(words: BrepWords): void {
  const nodes = words.count();
  for (let node = 0; node < nodes; node += 1) words.count();
  words.word(); // p
  words.reals(1);
  if (words.flag()) words.reals(nodes);
}

function skipTriangulation(words: BrepWords, version: number): void {
  const nodes = words.count();
  const triangles = words.count();
  const hasUvs = words.flag();
  const hasNormals = version >= 3 && words.flag();
  words.reals(1 + nodes * (hasUvs ? 5 : 3));
  for (let corner = 0; corner < triangles * 3; corner += 1) {
    if (words.count(nodes) === 0) throw words.malformed('has a triangle with node 0');
  }
  if (hasNormals) words.reals(nodes * 3);
}

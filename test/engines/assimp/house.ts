// A house of 3 × 2 × 2 with a gable of 1, as COLLADA and as FBX: two pentagons, five quads of which one is halved.
import { buildDae, shows } from './build-dae.ts';
import { type FbxRecord, tetraRecords } from './build-fbx.ts';

export const POINTS: readonly (readonly number[])[] = [
  [0, 0, 0],
  [3, 0, 0],
  [3, 2, 0],
  [0, 2, 0],
  [0, 0, 2],
  [3, 0, 2],
  [3, 2, 2],
  [0, 2, 2],
  [0, 1, 3],
  [3, 1, 3],
];
/** The halves of the roof stand at the end. */
export const FACES: readonly (readonly number[])[] = [
  [3, 2, 1, 0],
  [0, 1, 5, 4],
  [2, 3, 7, 6],
  [0, 4, 8, 7, 3],
  [1, 2, 6, 9, 5],
  [4, 5, 9, 8],
  [6, 7, 8],
  [6, 8, 9],
];
export const HOUSE = { volume: 15 };

const AS_POLYGONS = FACES.slice(0, 2);
const AS_POLYLIST = FACES.slice(2);
/** Each corner has a number for its point and one for its UV. */
const cornersOf = (face: readonly number[]): string => face.flatMap((point) => [point, 0]).join(' ');
const INPUTS =
  '<input semantic="VERTEX" source="#hv" offset="0"/><input semantic="TEXCOORD" source="#hu" offset="1" set="0"/>';
const source = (id: string, values: readonly number[], names: string): string =>
  `<source id="${id}"><float_array id="${id}a" count="${values.length}">${values.join(' ')}</float_array><technique_common><accessor source="#${id}a" count="${values.length / names.length}" stride="${names.length}">${[...names].map((name) => `<param name="${name}" type="float"/>`).join('')}</accessor></technique_common></source>`;
const HOUSE_GEOMETRY = `<mesh>${source('hp', POINTS.flat(), 'XYZ')}${source('hu', [0, 0], 'ST')}
<vertices id="hv"><input semantic="POSITION" source="#hp"/></vertices>
<polygons count="${AS_POLYGONS.length}">${INPUTS}${AS_POLYGONS.map((face) => `<p>${cornersOf(face)}</p>`).join('')}</polygons>
<polylist count="${AS_POLYLIST.length}">${INPUTS}<vcount>${AS_POLYLIST.map((face) => face.length).join(' ')}</vcount>
<p>${AS_POLYLIST.map(cornersOf).join('\n')}</p></polylist></mesh>`;

/** @param scene the inside of the visual scene; the house is the geometry `house` */
export const houseDae = (scene = `<node id="n">${shows('house')}</node>`): string =>
  buildDae({
    scene,
    more: `<library_geometries><geometry id="house" name="Haus">${HOUSE_GEOMETRY}</geometry></library_geometries>`,
  });

/**
 * The records of tetraRecords, which show the house instead.
 * @param materials of each face
 */
export function houseRecords(materials?: number[]): FbxRecord[] {
  const corners = FACES.flatMap((face) =>
    face.map((point, at) => (at === face.length - 1 ? -1 - point : point)),
  );
  const geometry: FbxRecord = {
    name: 'Geometry',
    properties: [1000n, 'Haus\0\x01Geometry', 'Mesh'],
    children: [
      { name: 'Vertices', properties: [{ doubles: POINTS.flat() }] },
      { name: 'PolygonVertexIndex', properties: [{ ints: corners }] },
      ...(materials ? materialLayer(materials) : []),
    ],
  };
  return tetraRecords().map((record) =>
    record.name === 'Objects'
      ? {
          ...record,
          children: record.children!.map((child) => (child.name === 'Geometry' ? geometry : child)),
        }
      : record,
  );
}

const materialLayer = (materials: number[]): FbxRecord[] => [
  {
    name: 'LayerElementMaterial',
    properties: [0],
    children: [
      { name: 'Version', properties: [101] },
      { name: 'Name', properties: [''] },
      { name: 'MappingInformationType', properties: ['ByPolygon'] },
      { name: 'ReferenceInformationType', properties: ['IndexToDirect'] },
      { name: 'Materials', properties: [{ ints: materials }] },
    ],
  },
  {
    name: 'Layer',
    properties: [0],
    children: [
      { name: 'Version', properties: [100] },
      {
        name: 'LayerElement',
        properties: [],
        children: [
          { name: 'Type', properties: ['LayerElementMaterial'] },
          { name: 'TypedIndex', properties: [0] },
        ],
      },
    ],
  },
];

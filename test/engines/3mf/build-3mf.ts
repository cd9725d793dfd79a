import { deflateRawSync } from 'node:zlib';
import { buildZip, type Member } from '../archive/build-zip.ts';

export const CORE = 'http://schemas.microsoft.com/3dmanufacturing/core/2015/02';
const MATERIAL = 'http://schemas.microsoft.com/3dmanufacturing/material/2015/02';
const PRODUCTION = 'http://schemas.microsoft.com/3dmanufacturing/production/2015/06';
const RELATIONSHIPS = 'http://schemas.openxmlformats.org/package/2006/relationships';

export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

export const relationshipTo = (target: string): string =>
  `<Relationships xmlns="${RELATIONSHIPS}"><Relationship Id="r" ` +
  `Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel" Target="${target}"/></Relationships>`;

/** A model element around its content. */
export const model = (content: string, attributes = 'unit="millimeter"'): string =>
  `<?xml version="1.0" encoding="UTF-8"?><model ${attributes} xmlns="${CORE}" xmlns:m="${MATERIAL}" ` +
  `xmlns:p="${PRODUCTION}">${content}</model>`;

/** A corner of a unit cube at the origin: closed, of volume 1/6. */
export const TETRAHEDRON =
  '<mesh><vertices><vertex x="0" y="0" z="0"/><vertex x="1" y="0" z="0"/><vertex x="0" y="1" z="0"/>' +
  '<vertex x="0" y="0" z="1"/></vertices><triangles><triangle v1="0" v2="2" v3="1"/>' +
  '<triangle v1="0" v2="1" v3="3"/><triangle v1="0" v2="3" v3="2"/><triangle v1="1" v2="2" v3="3"/>' +
  '</triangles></mesh>';

/** The same with attributes for each triangle. */
export const tetrahedronWith = (...attributes: string[]): string => {
  let next = 0;
  return TETRAHEDRON.replace(
    /(<triangle v1="\d" v2="\d" v3="\d")/g,
    (tag) => `${tag} ${attributes[next++] ?? ''}`,
  );
};

export const object = (id: number, content = TETRAHEDRON, attributes = ''): string =>
  `<object id="${id}" ${attributes}>${content}</object>`;

/** A package of one model part, of what lies beside it. */
export const package3mf = (xml: string, others: readonly Member[] = []): Buffer =>
  buildZip([
    { name: '_rels/.rels', bytes: relationshipTo('/3D/3dmodel.model') },
    { name: '3D/3dmodel.model', bytes: xml },
    ...others,
  ]);

/** A package whose model inflates to `count` times a piece, without that anybody packs it that often. */
export function bomb3mf(head: string, piece: string, count: number, name = '3D/3dmodel.model'): Buffer {
  const packedPiece = deflateRawSync(piece, { finishFlush: 2 });
  const packed = Buffer.concat([
    deflateRawSync(head, { finishFlush: 2 }),
    ...Array.from({ length: count }, () => packedPiece),
    Buffer.from([3, 0]),
  ]);
  const sizeBytes = Buffer.byteLength(head) + Buffer.byteLength(piece) * count;
  return buildZip([
    { name: '_rels/.rels', bytes: relationshipTo('/3D/3dmodel.model') },
    { name, packed, claims: { sizeBytes } },
  ]);
}

import type { FormatId } from '../../../src/domain/formats.ts';
import { model, object as object3mf, package3mf } from '../3mf/build-3mf.ts';
import { amf, object as objectAmf } from '../amf/build-amf.ts';
import { buildDae, shows } from '../assimp/build-dae.ts';
import { glbOf, triangleGltf } from '../gltf/build-gltf.ts';

/** Formats whose nodes stand within one another. */
export const TREES = ['glb', '3mf', 'amf', 'x3d', 'vrml', 'usd', 'dae'] as const satisfies FormatId[];
type Tree = (typeof TREES)[number];

const TRIANGLE = 'point3f[] points = [(0, 0, 0), (1, 0, 0), (0, 1, 0)]';
const FACE = 'int[] faceVertexCounts = [3] int[] faceVertexIndices = [0, 1, 2]';
const POINTS = '0 0 0 1 0 0 0 1 0';

/** A tree of so many levels with one node on each and a shape on the last. */
export function deepModel(format: Tree, levels: number): Buffer {
  return DEEP[format](levels - 1);
}

/** @param groups above the shape */
const DEEP: Record<Tree, (groups: number) => Buffer> = {
  glb(groups) {
    const { json, bin } = triangleGltf();
    json.nodes = Array.from({ length: groups }, (_, at) => ({ name: `g${at}`, children: [at + 1] }));
    json.nodes.push({ name: 'part', mesh: 0 });
    return glbOf(json, bin);
  },
  '3mf'(groups) {
    const around = Array.from({ length: groups }, (_, at) =>
      object3mf(
        at + 2,
        `<components><component objectid="${at + 1}" transform="1 0 0 0 1 0 0 0 1 1 0 0"/></components>`,
        `name="g${at}"`,
      ),
    );
    const build = `<build><item objectid="${groups + 1}"/></build>`;
    return package3mf(model(`<resources>${object3mf(1)}${around.join('')}</resources>${build}`));
  },
  amf(groups) {
    const around = Array.from({ length: groups }, (_, at) => {
      const shown = at === 0 ? '1' : `c${at - 1}`;
      return `<constellation id="c${at}"><instance objectid="${shown}"><deltax>1</deltax></instance></constellation>`;
    });
    return Buffer.from(amf(objectAmf('1') + around.join('')));
  },
  x3d(groups) {
    const inner = `<Shape DEF="part"><TriangleSet><Coordinate point="${POINTS}"/></TriangleSet></Shape>`;
    const around = Array.from({ length: groups }, (_, at) => `<Transform DEF="g${at}" translation="1 0 0">`);
    return Buffer.from(
      `<X3D version="3.3"><Scene>${around.join('')}${inner}${'</Transform>'.repeat(groups)}</Scene></X3D>`,
    );
  },
  vrml(groups) {
    const face = `IndexedFaceSet { coord Coordinate { point [ ${POINTS} ] } coordIndex [ 0 1 2 -1 ] }`;
    const around = Array.from(
      { length: groups },
      (_, at) => `DEF g${at} Transform { translation 1 0 0 children [ `,
    );
    const inner = `DEF part Shape { geometry ${face} }`;
    return Buffer.from(`#VRML V2.0 utf8\n${around.join('')}${inner}${' ] }'.repeat(groups)}\n`);
  },
  usd(groups) {
    const around = Array.from({ length: groups }, (_, at) => {
      const move =
        'double3 xformOp:translate = (1, 0, 0) uniform token[] xformOpOrder = ["xformOp:translate"]';
      return `def Xform "g${at}" { ${move} `;
    });
    return Buffer.from(
      `#usda 1.0\n${around.join('')}def Mesh "part" { ${FACE} ${TRIANGLE} }${' }'.repeat(groups)}\n`,
    );
  },
  dae(groups) {
    const around = Array.from(
      { length: groups },
      (_, at) => `<node id="n${at}" name="g${at}"><translate>1 0 0</translate>`,
    );
    const inner = `<node id="part" name="part">${shows('tetra-id')}</node>`;
    return Buffer.from(buildDae({ scene: around.join('') + inner + '</node>'.repeat(groups) }));
  },
};

/** So many parts side by side that show one shape. */
export const manyParts = (format: Tree, parts: number): Buffer =>
  MANY[format](Array.from({ length: parts }, (_, at) => at));

const MANY: Record<Tree, (parts: readonly number[]) => Buffer> = {
  glb(parts) {
    const { json, bin } = triangleGltf();
    json.nodes = parts.map((at) => ({ name: `p${at}`, mesh: 0, translation: [at, 0, 0] }));
    json.scenes = [{ nodes: parts }];
    return glbOf(json, bin);
  },
  '3mf'(parts) {
    const items = parts.map((at) => `<item objectid="1" transform="1 0 0 0 1 0 0 0 1 ${at} 0 0"/>`);
    return package3mf(model(`<resources>${object3mf(1)}</resources><build>${items.join('')}</build>`));
  },
  amf(parts) {
    const alike = parts.map((at) => objectAmf(`${at}`));
    return Buffer.from(amf(alike.join('')));
  },
  x3d(parts) {
    const shapes = parts.map((at) =>
      at === 0
        ? `<Shape DEF="part"><TriangleSet><Coordinate point="${POINTS}"/></TriangleSet></Shape>`
        : '<Shape USE="part"/>',
    );
    return Buffer.from(`<X3D version="3.3"><Scene>${shapes.join('')}</Scene></X3D>`);
  },
  vrml(parts) {
    const face = `IndexedFaceSet { coord Coordinate { point [ ${POINTS} ] } coordIndex [ 0 1 2 -1 ] }`;
    const shapes = parts.map((at) => (at === 0 ? `DEF part Shape { geometry ${face} }` : 'USE part'));
    return Buffer.from(`#VRML V2.0 utf8\n${shapes.join('\n')}\n`);
  },
  usd(parts) {
    const meshes = parts.map((at) => `def Mesh "p${at}" { ${FACE} ${TRIANGLE} }`);
    return Buffer.from(`#usda 1.0\n${meshes.join('\n')}\n`);
  },
  dae(parts) {
    const nodes = parts.map((at) => `<node id="n${at}" name="p${at}">${shows('tetra-id')}</node>`);
    return Buffer.from(buildDae({ scene: nodes.join('') }));
  },
};

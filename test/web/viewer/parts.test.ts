import t from 'tap';
import { type GltfTree, namesakesOf, partRows, partsOf } from '../../../src/web/viewer/parts.ts';

/** Meshes of 2 triangles: 0 is red, 1 is textured, 2 is green and grey in two primitives. */
const MODEL: GltfTree = {
  accessors: [{ count: 4 }, { count: 6 }],
  materials: [
    { pbrMetallicRoughness: { baseColorFactor: [1, 0, 0, 1] } },
    { pbrMetallicRoughness: { baseColorTexture: { index: 0 } } },
    { pbrMetallicRoughness: { baseColorFactor: [0, 1, 0, 1] } },
    { pbrMetallicRoughness: { baseColorFactor: [0.2158605, 0.2158605, 0.2158605, 1] } },
  ],
  meshes: [
    { primitives: [{ attributes: { POSITION: 0 }, indices: 1, material: 0 }] },
    { name: 'sign', primitives: [{ attributes: { POSITION: 0 }, indices: 1, material: 1 }] },
    {
      primitives: [
        { attributes: { POSITION: 1 }, material: 2 },
        { attributes: { POSITION: 0 }, indices: 1, material: 3 },
      ],
    },
  ],
};
const withNodes = (nodes: GltfTree['nodes'], roots = [0]): GltfTree => ({
  ...MODEL,
  scenes: [{ nodes: roots }],
  nodes: nodes!,
});

t.test('the tree has the names, colours and triangles of the nodes', async (t) => {
  const parts = partsOf(
    withNodes([
      { name: 'assembly', children: [1, 2] },
      { name: 'bolt', mesh: 0 },
      { mesh: 2, children: [3] },
      { mesh: 1 },
    ]),
  );
  const bolt = { node: 1, name: 'bolt', colours: ['#ff0000'], triangles: 2, children: [] };
  const sign = { node: 3, name: 'sign', colours: [], triangles: 2, children: [] };
  const block = { node: 2, name: '', colours: ['#00ff00', '#808080'], triangles: 6, children: [sign] };
  t.strictSame(parts, [{ node: 0, name: 'assembly', colours: [], triangles: 8, children: [bolt, block] }]);
});

t.test('nodes that show nothing, and unnamed ones around one other, are left out', async (t) => {
  const parts = partsOf(
    withNodes(
      [
        { children: [1] },
        { children: [2] },
        { name: 'part', mesh: 0 },
        { name: 'camera' },
        { name: 'frame' },
      ],
      [0, 3, 4],
    ),
  );
  t.strictSame(
    parts.map(({ node, name }) => [node, name]),
    [[2, 'part']],
  );
});

t.test('of a long list the first rows, in order, and how many there are', async (t) => {
  const children = Array.from({ length: 50 }, (_, index) => index + 1);
  const nodes = children.map((index) => ({ name: `part ${index}`, mesh: 0 }));
  const { rows, total } = partRows(partsOf(withNodes([{ name: 'all', children }, ...nodes])), 3);
  t.equal(total, 51);
  t.strictSame(
    rows.map(({ part, depth }) => `${depth} ${part.name}`),
    ['0 all', '1 part 1', '1 part 2'],
  );
});

t.test('a model without a scene has no parts', async (t) => {
  t.strictSame(partsOf({}), []);
});

t.test('namesakes have the same names from the root down, and the same place among equals', async (t) => {
  const model = () =>
    partsOf(
      withNodes([
        { name: 'a', children: [1, 2, 3] },
        { name: 'nut', mesh: 0 },
        { name: 'nut', mesh: 0 },
        { name: 'rod', mesh: 0 },
      ]),
    );
  const [left, right] = [model(), model()];
  right[0]!.children.pop();
  const namesakes = namesakesOf([left, right]);
  const [first, second, rod] = left[0]!.children;
  t.strictSame(namesakes.get(second!), [second, right[0]!.children[1]]);
  t.equal(namesakes.get(first!)![1], right[0]!.children[0]);
  t.strictSame(namesakes.get(rod!), [rod]);
});

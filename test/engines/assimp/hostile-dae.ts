// COLLADA documents whose references go round in circles, or grow: assimp follows them without an end.
import type { ProblemCode } from '../../../src/domain/problem.ts';
import { buildDae, shows } from './build-dae.ts';

const instances = (id: string, times = 1): string => `<instance_node url="#${id}"/>`.repeat(times);
const nodeOf = (id: string, inside: string): string => `<node id="${id}">${inside}</node>`;
const libraryOf = (nodes: string): string => `<library_nodes>${nodes}</library_nodes>`;
const GOOD_NODE = nodeOf('good', shows('tetra-id'));

/** So many nodes, each of which shows the next one so many times. */
export const nodeChain = (length: number, times: number): string =>
  libraryOf(
    Array.from({ length }, (_, at) =>
      nodeOf(`link${at}`, at === length - 1 ? shows('tetra-id') : instances(`link${at + 1}`, times)),
    ).join(''),
  );

const sees = (id: string, more = ''): string =>
  buildDae({ scene: `${GOOD_NODE}${nodeOf('seen', instances(id))}`, more });
const controller = (id: string, source: string): string =>
  `<controller id="${id}"><skin source="#${source}"/></controller>`;
const textured = buildDae({ image: 'a.png' });

export const HOSTILE_DAE: readonly { name: string; bytes: string; code: ProblemCode; says: RegExp }[] = [
  ...[
    {
      name: 'a node of the library that shows itself',
      bytes: sees('a', libraryOf(nodeOf('a', instances('a')))),
    },
    {
      name: 'nodes that show each other',
      bytes: sees(
        'a',
        libraryOf(nodeOf('a', nodeOf('inner', instances('b'))) + nodeOf('b', instances('c'))) +
          libraryOf(nodeOf('c', instances('a'))),
      ),
    },
    { name: 'a node below itself', bytes: buildDae({ scene: nodeOf('a', GOOD_NODE + instances('a')) }) },
    {
      name: 'a node that shows the one above by its name',
      bytes: buildDae({ scene: `<node name="above">${GOOD_NODE}${instances('above')}</node>` }),
    },
    { name: 'a scene within itself', bytes: sees('scene') },
  ].map((file) => ({ ...file, code: 'input_malformed' as const, says: /shows itself.*Remove the node/ })),
  {
    name: 'instances that double forty times',
    bytes: sees('link0', nodeChain(40, 2)),
    code: 'input_limit_exceeded',
    says: /more than 250000 with their instances/,
  },
  {
    name: 'a long chain of instances',
    bytes: sees('link0', nodeChain(50_000, 1)),
    code: 'input_limit_exceeded',
    says: /nested more than 512 deep/,
  },
  {
    name: 'controllers that deform each other',
    bytes: buildDae({
      more: `<library_controllers>${controller('a', 'b')}${controller('b', 'a')}</library_controllers>`,
    }),
    code: 'input_malformed',
    says: /controller .* refers to itself/,
  },
  {
    name: 'a sampler of itself',
    bytes: textured.replace('<source>surface</source>', '<source>sampler</source>'),
    code: 'input_malformed',
    says: /texture parameter .* refers to itself/,
  },
  {
    name: 'a surface of the sampler that shows it',
    bytes: textured.replace(
      '<init_from>img</init_from></surface>',
      '<init_from>sampler</init_from></surface>',
    ),
    code: 'input_malformed',
    says: /texture parameter .* refers to itself/,
  },
];

import { gzipSync } from 'node:zlib';
import t from 'tap';
import { readX3d } from '../../../src/engines/mesh/x3d/read-x3d.ts';
import { type BadFile, LIMITS, refuses } from '../mesh/shapes.ts';

const bad = (name: string, bytes: Buffer | string, code: BadFile['code'], says?: RegExp): BadFile => ({
  name,
  bytes,
  code,
  ...(says && { says }),
});
const vrml = (name: string, body: string, code: BadFile['code'], says?: RegExp) =>
  bad(name, `#VRML V2.0 utf8\n${body}`, code, says);
const xml = (name: string, body: string, code: BadFile['code'], says?: RegExp) =>
  bad(name, `<X3D><Scene>${body}</Scene></X3D>`, code, says);
const faces = (fields: string): string =>
  `Shape { geometry IndexedFaceSet { coord Coordinate { point [0 0 0 1 0 0 0 1 0] } ${fields} } }`;

/** Each level shows the one before twice. */
const DOUBLING = Array.from(
  { length: 40 },
  (_, at) => `DEF L${at + 1} Group { children [ USE L${at} USE L${at} ] }`,
);
const PROTO_BOMB = Array.from(
  { length: 40 },
  (_, at) => `PROTO P${at + 1} [ ] { Group { children [ P${at} { } P${at} { } ] } }`,
);

refuses(
  t,
  t.testdir(),
  [
    bad('nothing', '', 'input_truncated'),
    bad('another text', 'Dear Sir or Madam', 'input_malformed'),
    bad('VRML 1.0', '#VRML V1.0 ascii\nCube { }', 'input_version_unsupported', /VRML 2\.0/),
    bad('a comment', '# nothing\n', 'input_malformed'),
    vrml('an empty scene', '', 'input_no_geometry'),
    vrml('only lights', 'PointLight { }', 'input_no_geometry'),
    vrml('a node that does not end', 'Group { children [', 'input_truncated'),
    vrml('a file that ends within a string', 'WorldInfo { title "so it', 'input_truncated'),
    vrml(
      'a file that ends within a list',
      faces('coordIndex [0 1').replace(/ \} \}$/, ''),
      'input_truncated',
    ),
    vrml('a file that ends behind a DEF', 'DEF', 'input_truncated'),
    vrml('a node without a brace', 'Group children', 'input_malformed', /^Line 2 has a node without/),
    vrml('a brace too many', 'Group { } }', 'input_malformed', /^Line 2 holds something else where a node/),
    vrml(
      'a string for a field',
      'Group { "children" [ ] }',
      'input_malformed',
      /^Line 2 .*a field is expected/,
    ),
    vrml('a word for a number', faces('coordIndex [0 1 2 -1 0 1x 2]'), 'input_malformed', /^Line 2 .*number/),
    vrml('a number of Windows, which begins a comment', faces('creaseAngle 1.#IND'), 'input_truncated'),
    vrml('a word without an end', `DEF ${'a'.repeat(10_000)} Group { }`, 'input_malformed', /too long/),
    vrml(
      'a point that is not there',
      faces('coordIndex [0 1 3]'),
      'input_malformed',
      /refers to point 3, but there are 3/,
    ),
    vrml('half a point', faces('coordIndex [0 1 1.5]'), 'input_malformed', /half a point/),
    vrml(
      'a list of two thirds',
      faces('coordIndex [0 1 2]').replace('0 1 0]', '0 1]'),
      'input_malformed',
      /multiple of 3/,
    ),
    vrml(
      'infinity',
      faces('coordIndex [0 1 2]').replace('0 1 0]', '0 1e999 0]'),
      'input_malformed',
      /not finite/,
    ),
    vrml(
      'too large for a mesh',
      faces('coordIndex [0 1 2]').replace('0 1 0]', '0 1e300 0]'),
      'input_malformed',
      /too large/,
    ),
    vrml(
      'a normal that is not there',
      faces('coordIndex [0 1 2] normalIndex [0 0 1] normal Normal { vector [0 0 1] }'),
      'input_malformed',
      /normal 1/,
    ),
    vrml(
      'fewer normals than points',
      faces('coordIndex [0 1 2] normal Normal { vector [0 0 1] }'),
      'input_malformed',
      /normal/,
    ),
    vrml(
      'a list of colours that is too short',
      faces('coordIndex [0 1 2] colorIndex [0 0] color Color { color [0 0 1] }'),
      'input_malformed',
      /without a colour/,
    ),
    vrml(
      'a fan of too many points',
      'Shape { geometry TriangleFanSet { fanCount 9 coord Coordinate { point [0 0 0 1 0 0 0 1 0] } } }',
      'input_malformed',
      /9 points where 3/,
    ),
    vrml(
      'a grid without its heights',
      'Shape { geometry ElevationGrid { xDimension 1000 zDimension 1000 height [0] } }',
      'input_malformed',
      /1 heights/,
    ),
    vrml(
      'a grid of more points than allowed',
      'Shape { geometry ElevationGrid { xDimension 1000000 zDimension 1000000 } }',
      'input_limit_exceeded',
    ),
    vrml(
      'half a dimension',
      'Shape { geometry ElevationGrid { xDimension 2.5 zDimension 2 } }',
      'input_malformed',
    ),
    vrml('a box of infinite size', 'Shape { geometry Box { size 1e999 1 1 } }', 'input_malformed'),
    vrml(
      'a place infinitely far away',
      'Transform { translation 1e999 0 0 children Shape { geometry Box { } } }',
      'input_malformed',
    ),
    vrml(
      'a node that contains itself',
      'DEF A Group { children [ Shape { geometry Box { } } USE A ] }',
      'input_malformed',
      /contains itself/,
    ),
    vrml(
      'a node that contains itself further down',
      'DEF A Group { children Transform { translation 1 0 0 children [ Shape { geometry Box { } } USE A ] } }',
      'input_malformed',
      /contains itself/,
    ),
    vrml(
      'groups that double',
      `DEF L0 Group { children Shape { geometry Box { } } } ${DOUBLING.join(' ')}`,
      'input_limit_exceeded',
    ),
    vrml(
      'empty groups that double',
      `DEF L0 Group { } ${DOUBLING.join(' ')} Shape { geometry Box { } }`,
      'input_limit_exceeded',
    ),
    vrml(
      'prototypes that double',
      `PROTO P0 [ ] { Group { } } ${PROTO_BOMB.join(' ')} P40 { }`,
      'input_limit_exceeded',
      /prototypes/,
    ),
    vrml('nodes within nodes', 'Group { children '.repeat(5000), 'input_limit_exceeded', /MAX_TREE_DEPTH/),
    bad('another XML', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'input_malformed', /no X3D/),
    bad('XML that ends early', '<X3D><Scene><Shape><Box/>', 'input_truncated'),
    bad('XML that ends within a tag', '<X3D><Scene><Shape><Box si', 'input_truncated'),
    bad(
      'tags that cross',
      '<X3D><Scene><Shape></Scene></Shape></X3D>',
      'input_malformed',
      /^Line 1 .*well-formed/,
    ),
    bad(
      'an entity',
      '<!DOCTYPE X3D [<!ENTITY a "aaaa">]><X3D><Scene>&a;</Scene></X3D>',
      'input_malformed',
      /well-formed/,
    ),
    bad(
      'a file of the server',
      '<!DOCTYPE X3D [<!ENTITY a SYSTEM "file:///etc/passwd">]><X3D><Scene><Shape DEF="&a;"/></Scene></X3D>',
      'input_malformed',
    ),
    bad(
      'an unknown encoding',
      '<?xml version="1.0" encoding="klingon"?><X3D/>',
      'input_malformed',
      /encoding/,
    ),
    bad(
      'elements within elements',
      `<X3D><Scene>${'<Group>'.repeat(5000)}`,
      'input_limit_exceeded',
      /MAX_XML_DEPTH/,
    ),
    xml(
      'a word for a number',
      '<Shape><Box size="1 2 three"/></Shape>',
      'input_malformed',
      /field size of a node Box/,
    ),
    xml(
      'a node that contains itself',
      '<Group DEF="A"><Shape><Box/></Shape><Group USE="A"/></Group>',
      'input_malformed',
      /contains itself/,
    ),
    bad(
      'damaged gzip',
      Buffer.concat([gzipSync('x').subarray(0, 12), Buffer.alloc(9)]),
      'input_malformed',
      /gzip/,
    ),
    bad(
      'gzip that inflates without an end',
      gzipSync(Buffer.alloc(64 << 20, 32)),
      'input_limit_exceeded',
      /inflates/,
    ),
  ],
  (path) => readX3d({ path, options: {}, limits: LIMITS }),
);

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { read3mf } from '../../../src/engines/mesh/3mf/read-3mf.ts';
import { buildZip } from '../archive/build-zip.ts';
import { type BadFile, LIMITS, refuses } from '../mesh/shapes.ts';
import { bomb3mf, model, object, package3mf, relationshipTo, TETRAHEDRON } from './build-3mf.ts';

const folder = t.testdir();
const ITEM = '<item objectid="1"/>';
const built = (resources: string, build = ITEM, attributes?: string): Buffer =>
  package3mf(model(`<resources>${resources}</resources><build>${build}</build>`, attributes));
const malformed = (name: string, bytes: Buffer, says: RegExp): BadFile => ({
  name,
  bytes,
  code: 'input_malformed',
  says,
});
const components = (...ids: number[]): string =>
  `<components>${ids.map((id) => `<component objectid="${id}"/>`).join('')}</components>`;
const mesh = (from: string, to: string): Buffer => built(object(1, TETRAHEDRON.replace(from, to)));

refuses(
  t,
  folder,
  [
    { name: 'no archive', bytes: 'solid', code: 'input_truncated' },
    malformed('no model', buildZip([{ name: 'a.txt' }]), /has no model/),
    malformed(
      'a model that is not there',
      buildZip([{ name: '_rels/.rels', bytes: relationshipTo('/a') }]),
      /no model/,
    ),
    malformed(
      'a relationship that leads out',
      buildZip([{ name: '_rels/.rels', bytes: relationshipTo('../a') }]),
      /no model/,
    ),
    malformed('another document', package3mf('<svg/>'), /is no 3MF model/),
    malformed('another namespace', package3mf('<model xmlns="urn:other"/>'), /is no 3MF model/),
    malformed('no XML', package3mf('hello'), /outside of its root/),
    malformed('a unit that is none', built(object(1), ITEM, 'unit="parsec"'), /unit/),
    malformed('a document type', package3mf('<!DOCTYPE a [<!ENTITY b "c">]><model/>'), /document type/),
    malformed('a vertex without z', mesh('y="0" z="0"', 'y="0"'), /vertex/),
    malformed('NaN', mesh('x="0"', 'x="NaN"'), /vertex/),
    malformed('infinity', mesh('x="0"', 'x="INF"'), /vertex/),
    malformed('a number that no float holds', mesh('x="0"', 'x="1e39"'), /vertex/),
    malformed('a comma', mesh('x="0"', 'x="0,5"'), /vertex/),
    malformed('a vertex that is not there', mesh('v1="0"', 'v1="4"'), /vertex 4 of 4/),
    malformed('a negative vertex', mesh('v1="0"', 'v1="-1"'), /without three vertices/),
    malformed('a fraction as a vertex', mesh('v1="0"', 'v1="1.5"'), /without three vertices/),
    malformed('a triangle of two corners', mesh('v3="1"', ''), /without three vertices/),
    malformed('an object without an id', built('<object/>'), /without id/),
    malformed('one id twice', built(object(1) + object(1)), /two resources with the id 1/),
    malformed('an id that is no number', built('<object id="one"/>'), /id is no whole number/),
    malformed('an object that is not there', built(object(1), '<item objectid="2"/>'), /refers to object 2/),
    malformed('a component that is not there', built(object(1, components(7))), /refers to object 7/),
    malformed('an object in itself', built(object(1, components(1))), /components of themselves/),
    malformed(
      'an object in itself, by another',
      built(object(1, components(2)) + object(2, components(1))),
      /themselves/,
    ),
    malformed(
      'a matrix of 11 numbers',
      built(object(1), `<item objectid="1" transform="${'0 '.repeat(11)}"/>`),
      /12 numbers/,
    ),
    malformed(
      'a matrix of words',
      built(object(1), `<item objectid="1" transform="${'x '.repeat(12)}"/>`),
      /no numbers/,
    ),
    malformed(
      'an infinite matrix',
      built(object(1), `<item objectid="1" transform="${'1e999 '.repeat(12)}"/>`),
      /no numbers/,
    ),
    malformed(
      'no colour',
      built('<basematerials id="2"><base displaycolor="red"/></basematerials>'),
      /no colour/,
    ),
    malformed(
      'a part that is not there',
      built(object(1), '<item objectid="1" p:path="/3D/b.model"/>'),
      /refers to model part/,
    ),
    malformed(
      'a part outside of the package',
      built(object(1), '<item objectid="1" p:path="/../../etc/passwd"/>'),
      /refers to model part/,
    ),
    {
      name: 'a part in another unit',
      bytes: package3mf(model('<resources/><build><item objectid="1" p:path="/b.model"/></build>'), [
        { name: 'b.model', bytes: model(`<resources>${object(1)}</resources><build/>`, 'unit="inch"') },
      ]),
      code: 'input_feature_unsupported',
      says: /different units/,
    },
    {
      name: 'an extension that nobody knows',
      bytes: built(object(1), ITEM, 'requiredextensions="x" xmlns:x="urn:new"'),
      code: 'input_feature_unsupported',
      says: /requires the extension "urn:new"/,
    },
    { name: 'nothing built', bytes: built(''), code: 'input_malformed', says: /object 1/ },
    { name: 'nothing at all', bytes: built('', ''), code: 'input_no_geometry' },
    { name: 'an empty mesh', bytes: built(object(1, '<mesh/>')), code: 'input_no_geometry' },
    {
      name: 'the end within the model',
      bytes: package3mf(model(`<resources>${object(1)}`).replace('</model>', '')),
      code: 'input_truncated',
    },
  ],
  (path) => read3mf(path, LIMITS),
);

const HEAD = model('<resources><object id="1"><mesh><vertices>').replace('</model>', '');
const VERTICES = '<vertex x="1" y="2" z="3"/>\n'.repeat(37_000);
/** 1.3 MB that become 648 MB. */
const bomb = bomb3mf(HEAD, VERTICES, 625);

refuses(
  t,
  folder,
  [{ name: 'a bomb', bytes: bomb, code: 'input_archive_unsafe', says: /inflates to far more/ }],
  (path) => read3mf(path, LIMITS),
);

refuses(
  t,
  folder,
  [
    {
      name: 'a bomb by its vertices',
      bytes: bomb,
      code: 'input_limit_exceeded',
      says: /more than 1000 vertices/,
    },
    {
      name: 'a bomb by its triangles',
      bytes: bomb3mf(
        `${HEAD}</vertices><triangles>`,
        '<triangle v1="0" v2="1" v3="2"/>\n'.repeat(30_000),
        100,
      ),
      code: 'input_limit_exceeded',
      says: /more than 1000 triangles/,
    },
    {
      name: 'a bomb by its colours',
      bytes: bomb3mf(
        model('<resources><m:colorgroup id="1">').replace('</model>', ''),
        '<m:color color="#000000"/>',
        2000,
      ),
      code: 'input_limit_exceeded',
    },
    {
      name: 'a bomb by its build items',
      bytes: bomb3mf(
        model('<resources/><build>').replace('</model>', ''),
        '<item objectid="1"/>'.repeat(1001),
        1000,
      ),
      code: 'input_limit_exceeded',
      says: /parts, groups and instances/,
    },
    {
      name: 'a bomb by its components',
      bytes: built(
        object(1) +
          Array.from({ length: 30 }, (_, at) => object(at + 2, components(...Array(10).fill(at + 1)))).join(
            '',
          ),
        '<item objectid="31"/>',
      ),
      code: 'input_limit_exceeded',
      says: /more than 300000 parts/,
    },
    {
      name: 'too many triangles once every instance counts',
      bytes: built(object(1), ITEM.repeat(251)),
      code: 'input_limit_exceeded',
      says: /1004 triangles; the limit is 1000/,
    },
    {
      name: 'components that double',
      bytes: built(
        object(1) +
          Array.from({ length: 150 }, (_, at) => object(at + 2, components(at + 1, at + 1))).join(''),
        '<item objectid="151"/>',
      ),
      code: 'input_limit_exceeded',
    },
  ],
  (path) =>
    read3mf(path, {
      ...LIMITS,
      maxVertices: 1000,
      maxTriangles: 1000,
      maxParts: 300_000,
      archive: { ...LIMITS.archive, maxRatio: 2000 },
    }),
);

t.test('cut anywhere, a package is refused with a typed error', async (t) => {
  const whole = built(object(1));
  const path = join(folder, 'cut.3mf');
  for (let length = 0; length < whole.length; length += 7) {
    writeFileSync(path, whole.subarray(0, length));
    await t.rejects(read3mf(path, LIMITS), { code: /^input_(truncated|malformed)$/ }, `${length} bytes`);
  }
});

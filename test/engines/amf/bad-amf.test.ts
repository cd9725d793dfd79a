import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readAmf } from '../../../src/engines/mesh/amf/read-amf.ts';
import { bomb3mf } from '../3mf/build-3mf.ts';
import { buildZip } from '../archive/build-zip.ts';
import { type BadFile, LIMITS, refuses } from '../mesh/shapes.ts';
import { amf, object, TRIANGLES, VERTICES, volume } from './build-amf.ts';

const folder = t.testdir();
const malformed = (name: string, bytes: Buffer | string, says: RegExp): BadFile => ({
  name,
  bytes,
  code: 'input_malformed',
  says,
});
const mesh = (from: string, to: string): string => amf(object('1').replace(from, to));
const instance = (id: string): string => `<instance objectid="${id}"/>`;
const constellation = (id: string, ...ids: string[]): string =>
  `<constellation id="${id}">${ids.map(instance).join('')}</constellation>`;

refuses(
  t,
  folder,
  [
    { name: 'nothing', bytes: '', code: 'input_truncated' },
    malformed('another document', '<svg/>', /no AMF/),
    malformed('an archive of another document', buildZip([{ name: 'a.amf', bytes: '<svg/>' }]), /no AMF/),
    malformed(
      'an empty archive',
      Buffer.concat([Buffer.from('PK\x03\x04'), buildZip([])]),
      /holds no AMF|damaged/,
    ),
    malformed('a unit that is none', amf(object('1'), 'unit="parsec"'), /unit/),
    malformed('a document type', '<!DOCTYPE amf [<!ENTITY a "b">]><amf/>', /document type/),
    malformed('a vertex without z', mesh('<z>0</z>', ''), /without three coordinates/),
    malformed('NaN', mesh('<x>0</x>', '<x>NaN</x>'), /no number/),
    malformed('a number that no float holds', mesh('<x>0</x>', '<x>1e39</x>'), /no number/),
    malformed('a vertex that is not there', mesh('<v1>0</v1>', '<v1>4</v1>'), /vertex 4 of 4/),
    malformed('a negative vertex', mesh('<v1>0</v1>', '<v1>-1</v1>'), /no whole number/),
    malformed('a fraction as a vertex', mesh('<v1>0</v1>', '<v1>0.5</v1>'), /no whole number/),
    malformed('a triangle of two corners', mesh('<v3>1</v3>', ''), /without three vertices/),
    malformed('an object without an id', amf('<object/>'), /without an id/),
    malformed('one id twice', amf(object('1') + constellation('1', '1')), /whose id another has/),
    malformed('one material twice', amf('<material id="1"/><material id="1"/>'), /whose id another has/),
    malformed(
      'an instance of nothing',
      amf('<constellation id="1"><instance/></constellation>'),
      /instance of nothing/,
    ),
    malformed('an object that is not there', amf(constellation('1', '2')), /does not hold/),
    malformed('a constellation of itself', amf(object('9') + constellation('1', '1')), /show themselves/),
    malformed(
      'constellations of each other',
      amf(constellation('1', '2') + constellation('2', '1')),
      /show themselves/,
    ),
    malformed(
      'a shift that is no number',
      amf(object('1') + constellation('2', '1').replace('/>', '><deltax>x</deltax></instance>')),
      /no number/,
    ),
    { name: 'no object', bytes: amf(''), code: 'input_no_geometry' },
    { name: 'an object without triangles', bytes: amf(object('1', VERTICES)), code: 'input_no_geometry' },
    { name: 'the end within the object', bytes: amf(object('1')).slice(0, -20), code: 'input_truncated' },
  ],
  (path) => readAmf(path, LIMITS),
);

refuses(
  t,
  folder,
  [
    {
      name: 'too many vertices',
      bytes: amf(object('1', VERTICES.replace('</vertices>', VERTICES.slice(10)) + volume())),
      code: 'input_limit_exceeded',
      says: /more than 5 vertices/,
    },
    {
      name: 'too many triangles',
      bytes: amf(object('1', VERTICES + volume(TRIANGLES + TRIANGLES))),
      code: 'input_limit_exceeded',
      says: /more than 5 triangles/,
    },
    {
      name: 'too many triangles once every instance counts',
      bytes: amf(object('1') + constellation('2', '1', '1')),
      code: 'input_limit_exceeded',
      says: /8 triangles; the limit is 5/,
    },
    {
      name: 'a bomb of instances',
      bytes: amf(
        object('0') +
          Array.from({ length: 30 }, (_, at) => constellation(`${at + 1}`, ...Array(10).fill(`${at}`))).join(
            '',
          ),
      ),
      code: 'input_limit_exceeded',
      says: /instances/,
    },
    {
      name: 'a bomb',
      bytes: bomb3mf(
        amf('').replace('</amf>', ''),
        `<metadata type="a">${'b'.repeat(1 << 20)}</metadata>`,
        30,
        'a.amf',
      ),
      code: 'input_archive_unsafe',
    },
  ],
  (path) => readAmf(path, { ...LIMITS, maxVertices: 5, maxTriangles: 5 }),
);

t.test('cut anywhere, it is refused with a typed error', async (t) => {
  const text = amf(object('1') + constellation('2', '1'));
  const path = join(folder, 'cut.amf');
  for (let length = 0; length < text.length; length += 1) {
    writeFileSync(path, text.slice(0, length));
    await t.rejects(readAmf(path, LIMITS), { code: 'input_truncated' }, `${length} characters`);
  }
});

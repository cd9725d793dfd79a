import t from 'tap';
import type { FormatId } from '../../src/domain/formats.ts';
import { contentProblem } from '../../src/domain/sniff.ts';

const says = (format: FormatId, head: string | Buffer): string | undefined =>
  contentProblem(format, Buffer.from(head));

t.test('what may be OFF, X3D or VRML', (t) => {
  for (const [format, head] of [
    ['off', 'OFF\n8 6 12\n'],
    ['off', 'OFF8 6 12\n'],
    ['off', 'STCN4nOFF\n'],
    ['off', '# by a program\n\n8 6 12\n'],
    ['x3d', '\ufeff<?xml version="1.0"?><X3D>'],
    ['x3d', '#X3D V3.2 utf8\n'],
    ['x3d', Buffer.from([0xff, 0xfe, 0x3c, 0])],
    ['x3d', Buffer.from([0x1f, 0x8b, 8])],
    ['vrml', '#VRML V2.0 utf8\n'],
    ['vrml', Buffer.from([0x1f, 0x8b, 8])],
  ] as const) {
    t.equal(says(format, head), undefined, `${format} ${head}`);
  }
  t.end();
});

t.test('what is plainly something else', (t) => {
  for (const [format, head, expected] of [
    ['off', 'OFFICE', /^The content does not begin like OFF\./],
    ['off', 'ply\nformat ascii 1.0\n', /It looks like PLY/],
    ['x3d', 'solid cube', /It looks like ASCII STL/],
    ['vrml', '%PDF-1.4', /It looks like a PDF/],
  ] as const) {
    t.match(says(format, head), expected);
  }
  t.end();
});

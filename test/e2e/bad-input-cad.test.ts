// STEP, IGES and BREP that are damaged, of another version or hold nothing, through the real service and both engines.
import t from 'tap';
import { makeTwoParts, plainOcct, writeBrep } from '../engines/cad/make-cad.ts';
import { noise } from '../engines/cad/refusals.ts';
import { type BadUpload, refuseUploads } from './refuse-uploads.ts';

const text = async (format: 'step' | 'iges' | 'brep') => (await makeTwoParts(format)).toString('latin1');
const step = await text('step');
const iges = await text('iges');
const brep = await text('brep');

const bytes = (content: string): Buffer => Buffer.from(content, 'latin1');
const cut = (content: string, share: number): Buffer => bytes(content.slice(0, content.length * share));
const withNoise = (content: string): Buffer =>
  Buffer.concat([cut(content, 0.5), noise(3000), bytes(content).subarray(content.length >> 1)]);

const NO_SHAPE = `${step.slice(0, step.indexOf('DATA;'))}DATA;\n#1=PRODUCT('a','a','',());\nENDSEC;\nEND-ISO-10303-21;\n`;

const STEP: BadUpload[] = [
  ['no byte', '', 'a.step', 'file_empty'],
  ['random bytes', noise(5000), 'a.step', 'content_mismatch'],
  [
    'random bytes behind the first line',
    Buffer.concat([bytes('ISO-10303-21;\n'), noise(500)]),
    'a.step',
    'input_truncated',
  ],
  ['random bytes in the middle', withNoise(step), 'a.stp', 'input_malformed'],
  ['an IGES', bytes(iges), 'a.step', 'content_mismatch'],
  ['cut in its header', cut(step, 0.01), 'a.step', 'input_truncated'],
  ['cut in half', cut(step, 0.5), 'a.step', 'input_truncated'],
  ['cut by its last line', bytes(step.replace(/END-ISO-10303-21;\s*$/, '')), 'a.step', 'input_truncated'],
  [
    'of another schema',
    bytes(step.replace('AUTOMOTIVE_DESIGN', 'IFC4')),
    'a.step',
    'input_version_unsupported',
  ],
  ['a dangling reference', bytes(step.replace('#20 = ', '#999020 = ')), 'a.step', 'input_malformed'],
  [
    '1E300',
    bytes(step.replace(/CARTESIAN_POINT\('',\(0\./, "CARTESIAN_POINT('',(1E300")),
    'a.step',
    'input_malformed',
  ],
  ['no shape', bytes(NO_SHAPE), 'a.step', 'input_no_geometry'],
];

const igesLines = iges.trimEnd().split('\n');
const CURVES = igesLines.map((line) =>
  line[72] === 'D' && Number(line.slice(0, 8)) > 110 ? `     110${line.slice(8)}` : line,
);

const IGES: BadUpload[] = [
  ['random bytes', noise(5000), 'a.iges', 'content_mismatch'],
  ['random bytes in the middle', withNoise(iges), 'a.igs', 'input_malformed'],
  ['a STEP', bytes(step), 'a.igs', 'content_mismatch'],
  ['cut in half', cut(iges, 0.5), 'a.igs', 'input_truncated'],
  ['cut by its last line', bytes(igesLines.slice(0, -1).join('\n')), 'a.igs', 'input_truncated'],
  ['a line less', bytes(igesLines.toSpliced(40, 1).join('\n')), 'a.igs', 'input_malformed'],
  [
    'the compressed form',
    bytes(`${iges.slice(0, 72)}C0000001${iges.slice(80)}`),
    'a.igs',
    'input_version_unsupported',
  ],
  ['the binary form', `${' '.repeat(72)}B${'\0'.repeat(200)}`, 'a.igs', 'input_version_unsupported'],
  ['curves only', bytes(CURVES.join('\n')), 'a.igs', 'input_no_geometry'],
];

async function brepOfAnEdge(): Promise<Buffer> {
  const oc = await plainOcct();
  const ends = [new oc.gp_Pnt_3(0, 0, 0), new oc.gp_Pnt_3(1, 0, 0)];
  return writeBrep(oc, [new oc.BRepBuilderAPI_MakeEdge_3(...ends).Edge()]);
}

const BREP: BadUpload[] = [
  ['random bytes', noise(5000), 'a.brep', 'content_mismatch'],
  ['a STEP', bytes(step), 'a.brep', 'content_mismatch'],
  ['cut in half', cut(brep, 0.5), 'a.brep', 'input_truncated'],
  [
    'cut by its last line',
    bytes(brep.trimEnd().slice(0, brep.trimEnd().lastIndexOf('+1'))),
    'a.brep',
    'input_truncated',
  ],
  ['version 9', bytes(brep.replace(/Topology V\d/, 'Topology V9')), 'a.brep', 'input_version_unsupported'],
  [
    'a shape that is not there',
    bytes(brep.replace(/\n\+(\d+) 0 -/, '\n+99999 0 -')),
    'a.brep',
    'input_malformed',
  ],
  [
    'a word less, which the kernel never gets over',
    bytes(brep.replace('6 0 0 25.4', '6 00 25.4')),
    'a.brep',
    'input_malformed',
  ],
  ['an edge only', await brepOfAnEdge(), 'a.brp', 'input_no_geometry'],
];

const TARGETS = ['glb', 'brep'] as const; // by the importer, by the kernel
t.test('STEP', { timeout: 300_000 }, (t) => refuseUploads(t, STEP, TARGETS));
t.test('IGES', { timeout: 300_000 }, (t) => refuseUploads(t, IGES, TARGETS));
t.test('BREP', { timeout: 300_000 }, (t) => refuseUploads(t, BREP, TARGETS));

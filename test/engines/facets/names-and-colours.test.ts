// Names, colours, places and the unit, as OCCT's importer sees them.
import t from 'tap';
import type { MeshModel } from '../../../src/engines/mesh/model.ts';
import { outline, readWithOcct, volumeOf } from '../step/occt-reader.ts';
import { box, colour, modelOf } from '../step/shapes.ts';
import { CAD_FORMATS, writeFacets } from './write-facets.ts';

const NAME = 'Gehäuse "A" №7, o\'Neil; 🧊 and so on, for longer than one line of sixty-four columns';

/** A red box; a part of two green bodies; the box again, mirrored and twice as long. */
function assembly(): MeshModel {
  return modelOf(
    [
      { primitives: [box({ material: 0 })] },
      { primitives: [box({ at: [0, 50, 0], material: 1 }), box({ at: [0, 80, 0], material: 1 })] },
    ],
    {
      materials: [colour(1, 0, 0), colour(0, 0.2, 0)],
      nodes: [
        { name: 'top' },
        { name: 'left', parent: 0, mesh: 0 },
        { name: NAME, parent: 0, mesh: 1 },
        {
          name: 'right',
          parent: 0,
          mesh: 0,
          matrix: Float64Array.of(-2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 50, 0, 0, 1),
        },
      ],
    },
  );
}

const rounded = (channels: readonly number[] | null | undefined): number[] | undefined =>
  channels?.map((channel) => Math.round(channel * 1e4) / 1e4);

for (const format of CAD_FORMATS) {
  t.test(format, async (t) => {
    const { bytes, measures, partNames } = await writeFacets(t, assembly(), format);
    const { success, root, meshes } = await readWithOcct(bytes, format);
    t.ok(success);
    t.equal(
      Math.round(1e3 * meshes.reduce((sum, mesh) => sum + volumeOf(mesh), 0)) / 1e3,
      5000,
      'in millimetres',
    );
    t.match(measures, { bodies: 4, faces: 24, unit: 'mm', bounds: { min: [0, 0, 0], max: [50, 90, 10] } });
    t.ok(Math.abs(measures.volume! - 5000) < 1e-6);
    if (format === 'brep') {
      t.strictSame([measures.parts, measures.colours, partNames], [4, 0, []], 'BREP has neither');
      return;
    }
    t.strictSame([measures.parts, measures.colours], [3, 2]);
    t.strictSame(partNames.toSorted(), [NAME, 'left', 'right'].toSorted());
    const seen = new Set(meshes.map(({ name }) => name));
    for (const name of ['left', 'right']) t.ok(seen.has(name), name);
    const left = meshes.find(({ name }) => name === 'left')!;
    t.strictSame(rounded(left.color), [1, 0, 0]);
    t.match(
      JSON.stringify(outline(root)),
      JSON.stringify(`${NAME} [2]`),
      'a part of two bodies, a long name',
    );
    // The importer does not ask for the colours of STEP's solids inside a part.
    if (format === 'step') return;
    const others = meshes.filter(({ name }) => name !== 'left' && name !== 'right');
    t.strictSame(
      others.map(({ color }) => rounded(color)),
      [
        [0, 0.2, 0],
        [0, 0.2, 0],
      ],
    );
  });
}

t.test('one side of another colour', async (t) => {
  const { positions, indices } = box();
  const primitives = [
    { positions, indices: indices.subarray(6), material: 0 },
    { positions, indices: indices.subarray(0, 6), material: 1 },
  ];
  const model = modelOf([{ primitives }], { materials: [colour(1, 0, 0), colour(0, 0, 1)] });
  for (const format of ['step', 'iges'] as const) {
    const { bytes, measures } = await writeFacets(t, model, format);
    t.match(measures, { bodies: 1, faces: 6, colours: 2 });
    const [mesh] = (await readWithOcct(bytes, format)).meshes;
    t.strictSame(rounded(mesh!.color), [1, 0, 0]);
    t.strictSame(mesh!.brep_faces.map(({ color }) => rounded(color)).filter(Boolean), [[0, 0, 1]]);
  }
});

t.test('the same bytes each time', async (t) => {
  for (const format of CAD_FORMATS) {
    const [one, other] = [await writeFacets(t, assembly(), format), await writeFacets(t, assembly(), format)];
    t.ok(one.bytes.equals(other.bytes), format);
  }
});

t.test('IGES: columns, counts and the sections in their order', async (t) => {
  const { bytes } = await writeFacets(t, assembly(), 'iges');
  const lines = bytes.toString('latin1').split('\n');
  t.equal(lines.pop(), '');
  t.ok(lines.every((line) => line.length === 80));
  t.match(lines.map((line) => line[72]).join(''), /^S+G+D+P+T$/);
  const directory = lines.filter((line) => line[72] === 'D');
  t.ok(directory.every((line) => /^[ \d-]{72}D/.test(line)));
  t.notMatch(bytes.toString('latin1'), /\d{4}-\d{2}-\d{2}|20\d{6}\./, 'no date');
});

import t from 'tap';
import { NOTHING_SEWN, sewingNotes } from '../../../src/engines/cad/sewn.ts';

t.test('sizes are said to agree only where nothing is said against it', async (t) => {
  const sewn = { solids: 2, cavities: 1, openGroups: 0 };
  t.same(sewingNotes(sewn, 13, true), [
    'Loose faces of the IGES file were sewn into 2 solids with 1 cavity; area and volume agree.',
  ]);
  t.same(sewingNotes({ ...sewn, cavities: 2 }, 13, false), [
    'Loose faces of the IGES file were sewn into 2 solids with 2 cavities.',
  ]);
});

t.test('what stays open is counted by groups where there are solids, else by faces', async (t) => {
  t.match(sewingNotes({ solids: 1, cavities: 0, openGroups: 2 }, 13, true), [
    /1 solid;/,
    /has 2 groups of faces/,
  ]);
  t.match(sewingNotes({ ...NOTHING_SEWN, openGroups: 2 }, 13, true), [/has 13 loose faces/]);
  t.same(sewingNotes(NOTHING_SEWN, 0, true), []);
});

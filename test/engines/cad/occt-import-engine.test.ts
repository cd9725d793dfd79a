import t from 'tap';
import { importParameters, occtImportEngine } from '../../../src/engines/cad/occt-import-engine.ts';
import { testTessellation } from './tessellation-suite.ts';

t.test('options become parameters of the engine', async (t) => {
  t.same(importParameters({}), {
    linearUnit: 'millimeter',
    linearDeflectionType: 'bounding_box_ratio',
    linearDeflection: 0.001,
    angularDeflection: (20 * Math.PI) / 180,
  });
  t.match(importParameters({ linear_deflection: 3, linear_deflection_type: 'absolute', quality: 'fine' }), {
    linearDeflectionType: 'absolute_value',
    linearDeflection: 3,
    angularDeflection: (10 * Math.PI) / 180,
  });
});

testTessellation(t, occtImportEngine);

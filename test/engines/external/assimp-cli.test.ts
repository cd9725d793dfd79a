// A real program: the assimp command line reads FBX, and our own engines convert what it wrote.
import { readFileSync } from 'node:fs';
import t from 'tap';
import { findAssimp } from '../../../bench/support/find-assimp.ts';
import { readIndependently } from '../../support/independent-reader.ts';
import { fbxBinary, tetraRecords } from '../assimp/build-fbx.ts';
import { openProgram } from './program-engine.ts';

const assimp = findAssimp();

t.test('assimp', { skip: assimp === undefined ? 'no assimp command' : false }, async (t) => {
  const { convert } = await openProgram(t, {
    script: '',
    engine: {
      name: 'assimp',
      source_formats: ['fbx'],
      output_format: 'glb',
      command: [...assimp!, 'export', '{input}', '{output}', '-fglb2'],
    },
  });
  const fbx = fbxBinary(tetraRecords({ settings: { UnitScaleFactor: 100 } }));
  for (const target of ['glb', 'stl'] as const) {
    const { job, report } = await convert(fbx, target, { sourceFormat: 'fbx' });
    const seen = await readIndependently(job.targetPath, target);
    t.equal(seen.triangles, 8);
    t.match(report, { source: { format: 'fbx', triangles: 8 }, engine: { name: 'assimp' } });
    t.ok(readFileSync(job.targetPath).length > 0);
  }
});

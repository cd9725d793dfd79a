// Reading back refuses what is not what was written.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { isProblem } from '../../../src/domain/problem.ts';
import { box, colour, joined, modelOf } from '../step/shapes.ts';
import { insideOut } from './solids.ts';
import { CAD_FORMATS, inspect, writeFacets } from './write-facets.ts';

const model = () =>
  modelOf(
    [
      { primitives: [joined(box({ size: 30 }), insideOut(box({ at: [5, 5, 5] })))] },
      { primitives: [box({ at: [50, 0, 0], open: 1, material: 0 })] },
    ],
    { materials: [colour(1, 0, 0)] },
  );

for (const format of CAD_FORMATS) {
  t.test(format, async (t) => {
    const { bytes, measures } = await writeFacets(t, model(), format);
    t.match(measures, { bodies: 1, faces: 17, volume: undefined });
    const path = join(t.testdir(), `damaged.${format}`);
    const refuses = (damaged: Uint8Array): boolean => {
      writeFileSync(path, damaged);
      try {
        inspect(path, format);
        return false;
      } catch (error) {
        if (!isProblem(error)) throw error;
        return true;
      }
    };
    t.notOk(refuses(bytes), 'the file itself is fine');
    const lines = bytes.toString('latin1').trimEnd().split('\n');
    for (let kept = 0; kept < lines.length; kept++) {
      if (
        !refuses(
          Buffer.from(
            lines
              .slice(0, kept)
              .map((line) => `${line}\n`)
              .join(''),
            'latin1',
          ),
        )
      )
        t.fail(`cut after line ${kept}`);
    }
    t.ok(refuses(bytes.subarray(0, bytes.length - 20)), 'cut within a line');
    t.ok(refuses(Buffer.from('x'.repeat(500))), 'something else');
    const moved = bytes.toString('latin1').replace(/(?<=[ (,])30(?=[ .,])/, '31');
    if (format !== 'step') t.ok(refuses(Buffer.from(moved, 'latin1')), 'a point that its edges do not know');
  });
}

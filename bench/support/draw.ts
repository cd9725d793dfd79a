import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { watchProcess } from './watched-process.ts';

const RESOURCES = '/usr/share/opencascade/resources';

/** OCCT's own command line of Debian (occt-draw and libocct-draw-dev); undefined, and said so, where it is not. */
export function findDraw(): string | undefined {
  for (const program of ['occt-draw', 'DRAWEXE', 'occt-draw-7.6']) {
    if (spawnSync('which', [program]).status === 0) return program;
  }
  console.log('SKIPPED DRAW: the packages occt-draw and libocct-draw-dev of Debian are not installed.\n');
  return undefined;
}

/** STEP → GLB in a process of its own: reads, meshes as we do by default, writes. Seconds. */
export async function convertWithDraw(
  program: string,
  source: string,
  target: string,
  deflection: number,
): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-draw-'));
  try {
    const script = join(folder, 'convert.tcl');
    writeFileSync(
      script,
      [
        'pload MODELING XDE OCAF',
        `ReadStep D ${source}`,
        'XGetOneShape s D',
        `incmesh s ${deflection} -a 20`,
        `WriteGltf D ${target}`,
        'exit',
      ].join('\n'),
    );
    const env = {
      DRAWHOME: `${RESOURCES}/DrawResources`,
      CSF_DrawPluginDefaults: `${RESOURCES}/DrawResources`,
      DRAWDEFAULT: `${RESOURCES}/DrawResources/DrawDefault`,
      CSF_OCCTResourcePath: RESOURCES,
    };
    const words = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    return (await watchProcess('env', [...words, program, '-b', '-f', script])).seconds;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

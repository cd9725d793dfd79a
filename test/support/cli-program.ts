/**
 * The command line with the engines of hostile-engines.ts. MOOD and MOOD_FILE go into the options of the conversion,
 * past their check.
 */

import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { addConvertCommand } from '../../src/cli/convert/convert-command.ts';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { addFormatsCommand } from '../../src/cli/formats.ts';
import { DEFAULT_LIMITS } from '../../src/domain/engine-limits.ts';
import { openEngine } from '../../src/engines/open-engine.ts';

const program = new Command('converto').exitOverride((error) =>
  process.exit(error.exitCode === 0 ? EXIT.ok : EXIT.usage),
);
const silent = { info() {}, warn() {}, error() {} };

addConvertCommand(program, ({ timeoutMs, jobs }) => {
  const engine = openEngine({
    maxChildren: jobs,
    recycleAfter: 1,
    maxRssBytes: 1e9,
    hardRssBytes: 400e6,
    timeoutMs: timeoutMs ?? 60_000,
    limits: { ...DEFAULT_LIMITS, maxTriangles: 1, maxVertices: 1, maxFacetedFaces: 1 },
    logger: silent,
    childEntry: new URL('./hostile-child.ts', import.meta.url),
  });
  const { MOOD: mood = 'copies', MOOD_FILE: file } = process.env;
  return {
    ...engine,
    convert: ({ options, ...job }, watch) => {
      if (mood === 'minds no signal') {
        writeFileSync(job.targetPath, 'half a file');
        return new Promise<never>(() => setInterval(() => {}, 1000));
      }
      return engine.convert({ ...job, options: { ...options, mood, file } }, watch);
    },
  };
});
addFormatsCommand(program);
await program.parseAsync();

import { mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type TObject, Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import type { Capability, EngineJob } from '../../domain/engine-port.ts';
import { FORMATS, type FormatId } from '../../domain/formats.ts';
import { describeValueError, StringEnum } from '../../string-enum.ts';
import type { OpenedEngine } from '../open-engine.ts';
import type { Watch } from '../pool/work-in-child.ts';
import { convertWithProgram, type ProgramLimits } from './convert-with-program.ts';
import type { DeclaredEngine } from './declaration.ts';

/**
 * The same engine, with declared programs in front of it: a program makes a format that we read of one that it reads,
 * and our own engines check that and convert it to every target. A program takes the place of ours for its sources.
 */
export function withExternalEngines(
  engine: OpenedEngine,
  declared: readonly DeclaredEngine[],
  limits: ProgramLimits,
): OpenedEngine {
  if (declared.length === 0) return engine;
  const bySource = new Map(declared.flatMap((each) => each.source_formats.map((source) => [source, each])));
  const capabilities = combineCapabilities(engine.capabilities(), declared);
  return {
    ...engine,
    capabilities: () => capabilities,
    async inspect(job, watch) {
      const external = bySource.get(job.sourceFormat);
      if (external === undefined) return engine.inspect(job, watch);
      const folder = await mkdtemp(join(dirname(job.targetPath), 'external-'));
      try {
        const sourcePath = await convertWithProgram(external, job, folder, limits, watch);
        const sourceFormat = external.output_format as FormatId;
        const inspection = await engine.inspect({ ...job, sourcePath, sourceFormat }, watch);
        return {
          ...inspection,
          measures: { ...inspection.measures, format: job.sourceFormat },
          warnings: [ofWhat(external, job.sourceFormat), ...inspection.warnings],
          engine: engineOf(external),
        };
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    async convert(job, watch) {
      const external = bySource.get(job.sourceFormat);
      if (external === undefined) return engine.convert(job, watch);
      const folder = await mkdtemp(join(dirname(job.targetPath), 'external-'));
      try {
        const startedAt = performance.now();
        const sourcePath = await convertWithProgram(external, job, folder, limits, watch);
        const programMs = performance.now() - startedAt;
        const report = await finish(engine, external, { ...job, sourcePath }, watch);
        const reading = programMs + (report.timingsMs.reading ?? 0);
        return { ...report, timingsMs: { ...report.timingsMs, reading } };
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

/** @param given what our own engines can do */
export function combineCapabilities(
  given: readonly Capability[],
  declared: readonly DeclaredEngine[],
): Capability[] {
  const taken = new Set(declared.flatMap((each) => each.source_formats));
  return [
    ...given.filter(({ source }) => !taken.has(source)),
    ...declared.flatMap((each) => capabilitiesOf(each, given)),
  ];
}

function capabilitiesOf(external: DeclaredEngine, given: readonly Capability[]): Capability[] {
  const onward = given.filter(({ source }) => source === external.output_format);
  return external.source_formats.flatMap((source) =>
    onward.map((capability): Capability => {
      const schema = capability.optionsSchema as TObject;
      const optionsSchema = Type.Object(
        { ...schema.properties, ...ownOptions(external) },
        { additionalProperties: false },
      );
      return {
        ...capability,
        source: source as FormatId,
        engine: external.name,
        sourceOptions: [...capability.sourceOptions, ...Object.keys(external.options ?? {})],
        optionsSchema,
        checkOptions: (options) =>
          [...Value.Errors(optionsSchema, options)].map((error) => ({
            pointer: `/options${error.path}`,
            detail: `${describeValueError(error)}.`,
          })),
      };
    }),
  );
}

const ownOptions = ({ options = {} }: DeclaredEngine) =>
  Object.fromEntries(
    Object.entries(options).map(([name, option]) => {
      const described = { description: option.description ?? '', default: option.default };
      return [
        name,
        Type.Optional(
          option.type === 'choice'
            ? StringEnum(option.values, described as { default: string })
            : Type.Number({ ...described, minimum: option.minimum, maximum: option.maximum }),
        ),
      ];
    }),
  );

async function finish(engine: OpenedEngine, external: DeclaredEngine, job: EngineJob, watch: Watch) {
  const own = new Set(Object.keys(external.options ?? {}));
  const options = Object.fromEntries(Object.entries(job.options).filter(([name]) => !own.has(name)));
  const sourceFormat = external.output_format as FormatId;
  const report = await engine.convert(
    { ...job, sourceFormat, options },
    {
      signal: watch.signal,
      onProgress({ stage, fraction }) {
        if (stage === 'validating') return;
        const isReading = stage === 'reading' && fraction !== undefined;
        const share = isReading ? 0.5 + fraction / 2 : fraction;
        watch.onProgress({ stage, ...(share !== undefined && { fraction: share }) });
      },
    },
  );
  const isNormalised = sourceFormat === job.targetFormat; // which says nothing of the uploaded file
  return {
    ...report,
    source: { ...report.source, format: job.sourceFormat },
    warnings: [ofWhat(external, job.sourceFormat), ...report.warnings.slice(isNormalised ? 1 : 0)],
    engine: engineOf(external),
  };
}

const engineOf = ({ name, version = 'external' }: DeclaredEngine) => ({ name, version });

function ofWhat({ name, output_format }: DeclaredEngine, source: FormatId): string {
  const between = FORMATS[output_format as FormatId].name;
  return `The program ${name} made ${between} of the ${FORMATS[source].name} file; what is said of the source is of that.`;
}

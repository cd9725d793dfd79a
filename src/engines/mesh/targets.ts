import type { FormatId } from '../../domain/formats.ts';
import type { LengthUnit, UpAxis } from '../../domain/report.ts';
import type { FacetInspection } from './facets/facet-inspection.ts';
import type { Compression } from './gltf/compression.ts';
import type { MeshTarget, TargetFrame } from './mesh-target.ts';
import type { PlyEncoding } from './ply/write-ply.ts';
import { readBackWith } from './read-back-mesh.ts';
import type { MeshOptions, OnFraction } from './read-result.ts';

/** For formats that cannot say their unit or up-axis. */
const chosenFrame = (options: MeshOptions): TargetFrame => ({
  unit: (options.target_unit as LengthUnit | undefined) ?? 'mm',
  upAxis: (options.target_up_axis as UpAxis | undefined) ?? 'z',
});

/** For formats that say both. */
const saidFrame = (options: MeshOptions): TargetFrame => ({
  unit: (options.target_unit as LengthUnit | undefined) ?? 'm',
  upAxis: (options.target_up_axis as UpAxis | undefined) ?? 'y',
});

const metresYUp = (): TargetFrame => ({ unit: 'm', upAxis: 'y' });

/** For formats that are Z-up. */
const chosenUnitZUp = (options: MeshOptions): TargetFrame => ({ ...chosenFrame(options), upAxis: 'z' });

const noWarnings = { warnings: [] };

const compressionOf = ({ compression }: MeshOptions): Compression =>
  (compression as Compression | undefined) ?? 'none';

const gltfTarget = (format: 'glb' | 'gltf'): MeshTarget => ({
  frame: metresYUp,
  structure: 'tree',
  precision: 'single',
  attributes: true,
  secondUvs: true,
  async write(model, { targetPath, options }, limits, onFraction) {
    const { writeGltf } = await import('./gltf/write-gltf.ts');
    const compression = compressionOf(options);
    await writeGltf(model, targetPath, format, onFraction, compression, limits);
    if (compression === 'none') return noWarnings;
    const { gridError } = await import('./gltf/grid.ts');
    const millimetres = Number((gridError(model) * 1000).toPrecision(2));
    return { warnings: [`Compression moved points by at most ${millimetres} mm.`] };
  },
  async imprecision(model, options) {
    if (compressionOf(options) === 'none') return 0;
    return (await import('./gltf/grid.ts')).gridError(model);
  },
  readBack: readBackWith(metresYUp),
});

const isMerging = ({ merge_coplanar }: MeshOptions): boolean => merge_coplanar !== false;

/** CAD files of flat faces. */
const facetTarget = ({
  inspect,
  ...rest
}: Pick<MeshTarget, 'structure' | 'write'> & {
  inspect(path: string, onFraction: OnFraction, unit: LengthUnit): Promise<FacetInspection>;
}): MeshTarget => ({
  ...rest,
  frame: chosenUnitZUp,
  precision: 'double',
  attributes: true,
  async readBack({ targetPath, options }, _limits, onFraction) {
    const { inventoryOfFacets } = await import('./inventory.ts');
    const seen = await inspect(targetPath, onFraction, chosenUnitZUp(options).unit);
    return { target: seen.measures, after: inventoryOfFacets(seen) };
  },
});

/** One entry for each format that meshes are written to; nothing is loaded before it is needed. */
const TARGETS: Partial<Record<FormatId, MeshTarget>> = {
  stl: {
    frame: chosenFrame,
    structure: 'flat',
    precision: 'single',
    attributes: false,
    async write(model, { targetPath, modelName, options }, limits, onFraction) {
      const { writeStl } = await import('./stl/write-stl.ts');
      const encoding = options.encoding === 'ascii' ? 'ascii' : 'binary';
      writeStl(model, targetPath, encoding, modelName, onFraction, limits);
      return noWarnings;
    },
    readBack: readBackWith(chosenFrame),
  },
  obj: {
    frame: chosenFrame,
    structure: 'flat',
    precision: 'double',
    attributes: true,
    polygons: true,
    async write(model, { targetPath, modelName, options }, limits, onFraction) {
      if (options.materials === true) {
        const { writeObjArchive } = await import('./obj/obj-archive.ts');
        await writeObjArchive(model, targetPath, modelName, onFraction, limits);
      } else {
        const { writeObj } = await import('./obj/write-obj.ts');
        writeObj(model, targetPath, modelName, onFraction, undefined, limits);
      }
      return noWarnings;
    },
    async readBack(job, limits, onFraction, written) {
      if (job.options.materials !== true) return readBackWith(chosenFrame)(job, limits, onFraction, written);
      const { readBackObjArchive } = await import('./obj/obj-archive.ts');
      return readBackObjArchive(chosenFrame)(job, limits, onFraction, written);
    },
  },
  ply: {
    frame: chosenFrame,
    structure: 'flat',
    precision: 'double',
    attributes: true,
    polygons: true,
    async write(model, { targetPath, options }, limits, onFraction) {
      const { writePly } = await import('./ply/write-ply.ts');
      const encoding = (options.encoding as PlyEncoding | undefined) ?? 'binary_little_endian';
      writePly(model, targetPath, encoding, onFraction, limits);
      return noWarnings;
    },
    readBack: readBackWith(chosenFrame),
  },
  off: {
    frame: chosenFrame,
    structure: 'flat',
    precision: 'double',
    attributes: true,
    polygons: true,
    async write(model, { targetPath, options }, limits, onFraction) {
      const { writeOff } = await import('./off/write-off.ts');
      const attributes = options.vertex_attributes === 'all' ? 'all' : 'colours';
      writeOff(model, targetPath, attributes, onFraction, limits);
      return noWarnings;
    },
    readBack: readBackWith(chosenFrame),
  },
  '3mf': {
    frame: chosenUnitZUp,
    structure: 'tree',
    precision: 'double',
    attributes: true,
    async write(model, { targetPath, modelName }, limits, onFraction) {
      const { write3mf } = await import('./3mf/write-3mf.ts');
      return write3mf(model, targetPath, modelName, onFraction, limits);
    },
    readBack: readBackWith(chosenUnitZUp),
  },
  glb: gltfTarget('glb'),
  gltf: gltfTarget('gltf'),
  usdz: {
    frame: saidFrame,
    structure: 'tree',
    precision: 'single',
    attributes: true,
    secondUvs: true,
    polygons: true,
    async write(model, { targetPath, modelName }, limits, onFraction) {
      const { writeUsdz } = await import('./usd/write-usdz.ts');
      return writeUsdz(model, targetPath, modelName, onFraction, limits);
    },
    readBack: readBackWith(saidFrame),
  },
  step: facetTarget({
    structure: 'placed',
    async write(model, { targetPath, modelName, options }, limits, onFraction) {
      const { writeFacetedStep } = await import('./step/write-step.ts');
      return writeFacetedStep(model, targetPath, modelName, isMerging(options), limits, onFraction);
    },
    async inspect(path, onFraction) {
      const { inspectFacetedStep } = await import('./step/read-faceted-step.ts');
      return inspectFacetedStep(path, onFraction);
    },
  }),
  iges: facetTarget({
    structure: 'flat',
    async write(model, { targetPath, modelName, options }, limits, onFraction) {
      const { writeFacetedIges } = await import('./iges/write-iges.ts');
      return writeFacetedIges(model, targetPath, modelName, isMerging(options), limits, onFraction);
    },
    async inspect(path, onFraction) {
      const { inspectFacetedIges } = await import('./iges/inspect-iges.ts');
      return inspectFacetedIges(path, onFraction);
    },
  }),
  brep: facetTarget({
    structure: 'placed',
    async write(model, { targetPath, options }, limits, onFraction) {
      const { writeFacetedBrep } = await import('./brep/write-brep.ts');
      return writeFacetedBrep(model, targetPath, isMerging(options), limits, onFraction);
    },
    async inspect(path, onFraction, unit) {
      const { inspectFacetedBrep } = await import('./brep/inspect-brep.ts');
      return inspectFacetedBrep(path, onFraction, unit);
    },
  }),
};

export function meshTarget(format: FormatId): MeshTarget {
  const target = TARGETS[format];
  if (target === undefined) throw new RangeError(`meshes are not written as ${format}`);
  return target;
}

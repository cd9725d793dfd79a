import { type Conversion, createConversion } from '../../src/domain/conversion.ts';
import { createIdSource } from '../../src/domain/conversion-id.ts';
import type { Report } from '../../src/domain/report.ts';

/** A moment long gone, so that no test depends on today. */
export const NOON = Date.UTC(2020, 0, 1, 12);

let random = 0;
/** Ids in the order of their making. */
export const nextId = createIdSource(
  () => NOON,
  () => (random += 1000),
);

/** A pending conversion with every kind of value in it: nested objects, text beyond ASCII, fractions. */
export function sampleConversion(changes: Partial<Conversion> = {}): Conversion {
  const id = changes.id ?? nextId();
  return {
    ...createConversion({
      id,
      now: NOON,
      sourceFormat: 'step',
      targetFormat: 'glb',
      options: { deflection: 0.125, names: ['Gehäuse', '箱'], nested: { deep: [1, [2, null]] }, off: false },
      original: {
        key: `/original/${id}/gehäuse.step`,
        sizeBytes: 2 ** 33 + 1,
        sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
        fileName: 'Gehäuse "A" №7.step',
      },
      maxAttempts: 3,
    }),
    ...changes,
  };
}

export const SAMPLE_REPORT: Report = {
  source: { format: 'step', parts: 2, bodies: 2, faces: 12, unit: 'mm', upAxis: 'z', colours: 1 },
  target: {
    format: 'glb',
    parts: 2,
    triangles: 24,
    vertices: 48,
    bounds: { min: [-0.5, -0.25, 1e-7], max: [0.5, 0.25, 1.5] },
    unit: 'm',
    upAxis: 'y',
    area: 6.000000000000001,
    colours: 1,
  },
  warnings: ['The file names no unit; millimetres are assumed.'],
  lost: [{ what: 'names', count: 3, why: 'The target has none.' }],
  engine: { name: 'sample', version: '1.0.0' },
  timingsMs: { reading: 12.5, writing: 3 },
};

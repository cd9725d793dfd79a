import { createRequire } from 'node:module';
import { loadOpenCascade } from '../../../src/engines/cad/load-opencascade.ts';

interface OcctNode {
  name: string;
  meshes: number[];
  children: OcctNode[];
}

interface OcctMesh {
  name: string;
  color?: [number, number, number];
  attributes: { position: { array: number[] } };
  index: { array: number[] };
  brep_faces: { color: [number, number, number] | null }[];
}

interface OcctModel {
  success: boolean;
  root: OcctNode;
  meshes: OcctMesh[];
}

const startOcct = createRequire(import.meta.url)('occt-import-js') as () => Promise<{
  ReadStepFile(bytes: Uint8Array, parameters: null): OcctModel;
  ReadIgesFile(bytes: Uint8Array, parameters: null): OcctModel;
  ReadBrepFile(bytes: Uint8Array, parameters: null): OcctModel;
}>;
let occt: ReturnType<typeof startOcct> | undefined;

export type CadFormat = 'step' | 'iges' | 'brep';

/** The file as OCCT's importer sees it: an independent reader. */
export async function readWithOcct(bytes: Uint8Array, format: CadFormat = 'step'): Promise<OcctModel> {
  occt ??= startOcct();
  const { ReadStepFile, ReadIgesFile, ReadBrepFile } = await occt;
  return { step: ReadStepFile, iges: ReadIgesFile, brep: ReadBrepFile }[format](bytes, null);
}

/** The tree as `name [number of meshes]` with its children. */
export type Outline = [label: string, ...children: Outline[]];
export const outline = ({ name, meshes, children }: OcctNode): Outline => [
  `${name} [${meshes.length}]`,
  ...children.map(outline),
];

/** Signed volume of the triangles of one mesh. */
export function volumeOf({ attributes, index }: OcctMesh): number {
  const p = attributes.position.array;
  let volume = 0;
  for (let at = 0; at < index.array.length; at += 3) {
    const [ax, ay, az, bx, by, bz, cx, cy, cz] = [0, 1, 2].flatMap((k) => {
      const from = index.array[at + k]! * 3;
      return p.slice(from, from + 3);
    }) as [number, number, number, number, number, number, number, number, number];
    volume += ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx);
  }
  return volume / 6;
}

export interface Brep {
  valid: boolean;
  solids: number;
  shells: number;
  faces: number;
  volume: number;
  area: number;
}

let kernel: ReturnType<typeof loadOpenCascade> | undefined;

/** The file as a B-rep in OCCT, with the kernel's own check of its validity. Takes seconds for 1,000 faces. */
export async function checkWithOcct(bytes: Uint8Array, format: CadFormat = 'step'): Promise<Brep> {
  kernel ??= loadOpenCascade();
  const oc = await kernel;
  const path = `/faceted.${format}`;
  oc.FS.writeFile(path, bytes);
  const shape = readShape(oc, path, format);
  const count = (kind: unknown): number => {
    let found = 0;
    const explorer = new oc.TopExp_Explorer_2(shape, kind, oc.TopAbs_ShapeEnum.TopAbs_SHAPE);
    for (; explorer.More(); explorer.Next()) found += 1;
    return found;
  };
  const volume = new oc.GProp_GProps_1();
  oc.BRepGProp.VolumeProperties_1(shape, volume, true, false, false);
  const area = new oc.GProp_GProps_1();
  oc.BRepGProp.SurfaceProperties_1(shape, area, false, false);
  return {
    valid: new oc.BRepCheck_Analyzer(shape, true, false).IsValid_2(),
    solids: count(oc.TopAbs_ShapeEnum.TopAbs_SOLID),
    shells: count(oc.TopAbs_ShapeEnum.TopAbs_SHELL),
    faces: count(oc.TopAbs_ShapeEnum.TopAbs_FACE),
    volume: volume.Mass(),
    area: area.Mass(),
  };
}

function readShape(oc: Awaited<ReturnType<typeof loadOpenCascade>>, path: string, format: CadFormat) {
  if (format === 'brep') {
    const shape = new oc.TopoDS_Shape();
    if (!oc.BRepTools.Read_2(shape, path, new oc.BRep_Builder(), new oc.Message_ProgressRange_1()))
      throw new Error('OCCT does not read the file');
    return shape;
  }
  const reader = format === 'step' ? new oc.STEPControl_Reader_1() : new oc.IGESControl_Reader_1();
  const status = reader.ReadFile(path);
  if (status !== oc.IFSelect_ReturnStatus.IFSelect_RetDone) throw new Error('OCCT does not read the file');
  reader.TransferRoots(new oc.Message_ProgressRange_1());
  return reader.OneShape();
}

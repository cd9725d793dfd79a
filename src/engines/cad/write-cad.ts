import { Problem } from '../../domain/problem.ts';
import type { LengthUnit } from '../../domain/report.ts';
import { hasFaces } from './brep-products.ts';
import { removeFile } from './occt-files.ts';
import type { Bound, OpenCascade } from './opencascade-types.ts';
import { placedParts, separateParts } from './part-documents.ts';
import { type CadFormat, noProgress } from './read-cad.ts';
import { rootLabels, wholeShape } from './xcaf-labels.ts';

/** Names of `write.step.unit` and `write.iges.unit`. */
const OCCT_UNITS: Readonly<Record<LengthUnit, string>> = {
  um: 'UM',
  mm: 'MM',
  cm: 'CM',
  m: 'M',
  km: 'KM',
  in: 'INCH',
  ft: 'FT',
};

/** The bytes that OCCT writes of an XCAF document. Throws `engine_failed` where it refuses. */
export function writeCad(
  oc: OpenCascade,
  format: CadFormat,
  document: Bound,
  unit: LengthUnit,
  options: CadOptions,
): Buffer {
  const name = `/out.${format}`;
  try {
    WRITERS[format](oc, name, document, unit, options);
    if (!oc.FS.analyzePath(name).exists) throw refused('wrote no file');
    const bytes = oc.FS.readFile(name);
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  } finally {
    removeFile(oc.FS, name);
  }
}

type CadOptions = Readonly<Record<string, unknown>>;

type Writer = (oc: OpenCascade, name: string, document: Bound, unit: LengthUnit, options: CadOptions) => void;

/** What OCCT calls the values of the option `step_schema`. */
const STEP_SCHEMAS: Readonly<Record<string, string>> = {
  AP203: 'AP203',
  AP214: 'AP214IS',
  AP242: 'AP242DIS',
};

/** Settings are global to OCCT, so each conversion sets all that it depends on. */
const WRITERS: Readonly<Record<CadFormat, Writer>> = {
  step(oc, name, document, unit, { step_schema = 'AP214' }) {
    setText(oc, 'write.step.schema', STEP_SCHEMAS[String(step_schema)]!);
    setText(oc, 'write.step.unit', OCCT_UNITS[unit]);
    const writer = new oc.STEPCAFControl_Writer_1();
    writer.SetColorMode(true);
    writer.SetNameMode(true);
    writer.SetLayerMode(true);
    const { STEPControl_AsIs } = oc.STEPControl_StepModelType;
    if (!writer.Transfer_1(document, STEPControl_AsIs, null, noProgress(oc))) {
      throw refused('could not bring the model to STEP');
    }
    const { value } = writer.Write(name);
    if (value !== oc.IFSelect_ReturnStatus.IFSelect_RetDone.value)
      throw refused(`wrote with status ${value}`);
  },

  iges(oc, name, document, unit, { iges_entities = 'solids' }) {
    setText(oc, 'write.iges.unit', OCCT_UNITS[unit]);
    oc.Interface_Static.SetIVal('write.iges.brep.mode', iges_entities === 'solids' ? 1 : 0);
    const writer = new oc.IGESCAFControl_Writer_1();
    writer.SetColorMode(true);
    writer.SetNameMode(true);
    writer.SetLayerMode(true);
    // OCCT makes one part of an assembly, and gives it the name of all.
    const parts = holdsSeveral(oc, document) ? separateParts(oc, document) : document;
    if (!writer.Transfer_1(parts, noProgress(oc))) throw refused('could not bring the model to IGES');
    writer.ComputeModel();
    if (!writer.Write_2(name, false)) throw refused('could not write the file');
  },

  brep(oc, name, document) {
    if (!oc.BRepTools.Write_3(wholeShape(oc, document), name, noProgress(oc))) {
      throw refused('could not write the file');
    }
  },
};

/** Whether a root has more than one part with faces. */
function holdsSeveral(oc: OpenCascade, document: Bound): boolean {
  const parts = placedParts(oc, document).filter(({ product }) =>
    hasFaces(oc, oc.XCAFDoc_ShapeTool.GetShape_2(product)),
  );
  return parts.length > rootLabels(oc, document).length;
}

function setText(oc: OpenCascade, setting: string, value: string): void {
  if (!oc.Interface_Static.SetCVal(setting, value)) throw refused(`does not know ${setting} ${value}`);
}

const refused = (what: string) => new Problem('engine_failed', { cause: new Error(`OCCT ${what}`) });

import { Problem } from '../../domain/problem.ts';
import { counting, within } from '../mesh/tools/shares.ts';
import { addProducts } from './brep-products.ts';
import { giveFile, removeFile, watchReading } from './occt-files.ts';
import type { Bound, OpenCascade } from './opencascade-types.ts';
import { newDocument } from './xcaf-labels.ts';

export type CadFormat = 'step' | 'iges' | 'brep';

/** Reading the bytes takes this share of the time; making shapes of them takes the rest. */
const PARSING_SHARE = 0.3;

/**
 * Reads a CAD file into an XCAF document (a Handle_TDocStd_Document) in millimetres, with names, colours and layers.
 * Throws `engine_failed` where OCCT refuses the file.
 */
export function readCad(
  oc: OpenCascade,
  format: CadFormat,
  bytes: Uint8Array,
  onRead: (share: number) => void = () => {},
): Bound {
  const name = `/in.${format}`;
  giveFile(oc.FS, name, bytes);
  watchReading(oc.FS, name, bytes.length, within(onRead, 0, PARSING_SHARE));
  try {
    oc.Interface_Static.SetCVal('xstep.cascade.unit', 'MM');
    oc.XCAFDoc_ShapeTool.SetAutoNaming(false); // or every nameless piece is called COMPOUND or SOLID
    const document = newDocument(oc);
    READERS[format](oc, name, document, within(onRead, PARSING_SHARE, 1), bytes);
    return document;
  } finally {
    removeFile(oc.FS, name);
  }
}

type Reader = (
  oc: OpenCascade,
  name: string,
  document: Bound,
  onTransferred: (share: number) => void,
  bytes: Uint8Array,
) => void;

const READERS: Readonly<Record<CadFormat, Reader>> = {
  step(oc, name, document, onTransferred, bytes) {
    const session = new oc.Handle_XSControl_WorkSession_2(new oc.XSControl_WorkSession());
    const plain = new oc.STEPControl_Reader_2(session, true);
    const reader = new oc.STEPCAFControl_Reader_2(session, false);
    reader.SetColorMode(true);
    reader.SetNameMode(true);
    reader.SetLayerMode(true);
    requireDone(oc, plain.ReadFile(name));
    if (plain.NbRootsForTransfer() === 0) throw new Problem('input_no_geometry');
    transferRoots(oc, plain, onTransferred);
    reader.SetSHUOMode(holdsInnerUses(bytes)); // which looks at all styles once more
    if (!reader.Transfer_1(document, noProgress(oc))) throw refused('made no shape of the file');
  },

  iges(oc, name, document, onTransferred) {
    const reader = new oc.IGESCAFControl_Reader_1();
    reader.SetColorMode(true);
    reader.SetNameMode(true);
    reader.SetLayerMode(true);
    requireDone(oc, reader.ReadFile(name));
    transferRoots(oc, reader, onTransferred);
    if (!reader.Transfer(document, noProgress(oc))) throw refused('made no shape of the file');
  },

  brep(oc, name, document, onTransferred) {
    const shape = new oc.TopoDS_Shape();
    const isRead = oc.BRepTools.Read_2(shape, name, new oc.BRep_Builder(), noProgress(oc));
    if (!isRead || shape.IsNull()) throw refused('could not read the shape');
    addProducts(oc, document, shape);
    onTransferred(1);
  },
};

const holdsInnerUses = ({ buffer, byteOffset, byteLength }: Uint8Array): boolean =>
  Buffer.from(buffer, byteOffset, byteLength).includes('SPECIFIED_HIGHER_USAGE_OCCURRENCE');

/** The XCAF reader of the same session then finds the shapes made; none may stand in the list that it makes itself. */
function transferRoots(oc: OpenCascade, reader: Bound, onTransferred: (share: number) => void): void {
  const roots: number = reader.NbRootsForTransfer();
  const onRoot = counting(roots, onTransferred);
  for (let root = 1; root <= roots; root += 1) {
    reader.TransferOneRoot(root, noProgress(oc));
    onRoot();
  }
  reader.ClearShapes();
}

export const noProgress = (oc: OpenCascade): Bound => new oc.Message_ProgressRange_1();

function requireDone(oc: OpenCascade, status: Bound): void {
  if (status.value !== oc.IFSelect_ReturnStatus.IFSelect_RetDone.value) {
    throw refused(`reading ended with status ${status.value}`);
  }
}

const refused = (what: string) => new Problem('engine_failed', { cause: new Error(`OCCT ${what}`) });

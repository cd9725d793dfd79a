import type { Bound, OpenCascade } from './opencascade-types.ts';
import { shapeTool } from './xcaf-labels.ts';

/**
 * Puts a bare shape into the document as products: a compound of compounds and solids becomes an assembly, everything
 * else a part. Equal pieces in several places become one part that is used several times, as they are stored in BREP.
 */
export function addProducts(oc: OpenCascade, document: Bound, shape: Bound): void {
  const tool = shapeTool(oc, document);
  const known = new Map<number, { shape: Bound; label: Bound }[]>();
  const nowhere = new oc.TopLoc_Location_1();
  const { TopAbs_COMPOUND, TopAbs_SOLID } = oc.TopAbs_ShapeEnum;
  const isCompound = (part: Bound): boolean => part.ShapeType().value === TopAbs_COMPOUND.value;
  /** A compound, a group of solids or a solid: OCCT's kinds of shape are in order of size. */
  const isPiece = (part: Bound): boolean =>
    part.ShapeType().value <= TopAbs_SOLID.value && hasFaces(oc, part);

  const productOf = (placed: Bound): Bound => {
    const piece = placed.Located(nowhere, false);
    const key: number = piece.HashCode(0x7fffffff);
    const same = known.get(key)?.find((other) => other.shape.IsEqual(piece));
    if (same !== undefined) return same.label;
    const label = addProduct(piece);
    known.set(key, [...(known.get(key) ?? []), { shape: piece, label }]);
    return label;
  };

  const addProduct = (piece: Bound): Bound => {
    const children = isCompound(piece) ? childrenOf(oc, piece) : [];
    const pieces = children.filter(isPiece);
    if (pieces.length === 0) return tool.AddShape(piece, false, false);
    if (children.length === 1 && pieces[0].Location_1().IsIdentity()) return addProduct(pieces[0]);
    const assembly = tool.NewShape();
    for (const child of pieces) tool.AddComponent_1(assembly, productOf(child), child.Location_1());
    const loose = children.filter((child) => !isPiece(child));
    if (loose.length > 0) {
      tool.AddComponent_1(assembly, tool.AddShape(compoundOf(oc, loose), false, false), nowhere);
    }
    return assembly;
  };

  const root = addProduct(shape);
  tool.UpdateAssemblies();
  if (root.IsNull()) throw new Error('the shape could not be added to the document');
}

export function childrenOf(oc: OpenCascade, shape: Bound): Bound[] {
  const children: Bound[] = [];
  for (const each = new oc.TopoDS_Iterator_2(shape, true, true); each.More(); each.Next()) {
    children.push(each.Value());
  }
  return children;
}

export function hasFaces(oc: OpenCascade, shape: Bound): boolean {
  const { TopAbs_FACE, TopAbs_SHAPE } = oc.TopAbs_ShapeEnum;
  return new oc.TopExp_Explorer_2(shape, TopAbs_FACE, TopAbs_SHAPE).More();
}

export function compoundOf(oc: OpenCascade, shapes: readonly Bound[]): Bound {
  const compound = new oc.TopoDS_Compound();
  const builder = new oc.BRep_Builder();
  builder.MakeCompound(compound);
  for (const shape of shapes) builder.Add(compound, shape);
  return compound;
}

import type { LengthUnit } from '../../../domain/report.ts';
import { listProducts, type Product } from '../facets/product-tree.ts';
import { writeLengthUnit } from './length-unit.ts';
import { stepString } from './part21-text.ts';
import type { Part21Writer } from './part21-writer.ts';

/** What all products share. */
export interface Frame {
  /** A length unit, radians, with an uncertainty. */
  context: number;
  /** AXIS2_PLACEMENT_3D at the origin. */
  placement: number;
}

/** @param uncertainty in the unit */
export function writeFrame(writer: Part21Writer, unit: LengthUnit, uncertainty: string): Frame {
  const length = writeLengthUnit(writer, unit);
  const angle = writer.add('(NAMED_UNIT(*)PLANE_ANGLE_UNIT()SI_UNIT($,.RADIAN.))');
  const solidAngle = writer.add('(NAMED_UNIT(*)SI_UNIT($,.STERADIAN.)SOLID_ANGLE_UNIT())');
  const measure = `LENGTH_MEASURE(${uncertainty}),#${length},'distance_accuracy_value','confusion accuracy'`;
  const accuracy = writer.add(`UNCERTAINTY_MEASURE_WITH_UNIT(${measure})`);
  const context = writer.add(
    `(GEOMETRIC_REPRESENTATION_CONTEXT(3)GLOBAL_UNCERTAINTY_ASSIGNED_CONTEXT((#${accuracy}))` +
      `GLOBAL_UNIT_ASSIGNED_CONTEXT((#${length},#${angle},#${solidAngle}))REPRESENTATION_CONTEXT('',''))`,
  );
  const origin = writer.point(0, 0, 0);
  const z = writer.direction(0, 0, 1);
  const x = writer.direction(1, 0, 0);
  return { context, placement: writer.add(`AXIS2_PLACEMENT_3D('',#${origin},#${z},#${x})`) };
}

interface WrittenProduct {
  definition: number;
  representation: number;
}

/** Writes the products and how they are assembled: every part stands where its points say, so nothing is moved. */
export function writeProducts(
  writer: Part21Writer,
  root: Product,
  frame: Frame,
  representationOf: (product: Product) => number,
): void {
  const application = writer.add(
    "APPLICATION_CONTEXT('core data for automotive mechanical design processes')",
  );
  writer.add(
    `APPLICATION_PROTOCOL_DEFINITION('international standard','automotive_design',2000,#${application})`,
  );
  const productContext = writer.add(`PRODUCT_CONTEXT('',#${application},'mechanical')`);
  const definitionContext = writer.add(
    `PRODUCT_DEFINITION_CONTEXT('part definition',#${application},'design')`,
  );
  const written = new Map<Product, WrittenProduct>();
  const products: number[] = [];
  const ids = new Set<string>();
  let usages = 0;
  for (const { product, parent } of listProducts(root)) {
    const name = stepString(product.name);
    const id = stepString(uniqueId(product.name, ids));
    const number = writer.add(`PRODUCT(${id},${name},'',(#${productContext}))`);
    products.push(number);
    const formation = writer.add(`PRODUCT_DEFINITION_FORMATION('','',#${number})`);
    const definition = writer.add(`PRODUCT_DEFINITION('design','',#${formation},#${definitionContext})`);
    const shape = writer.add(`PRODUCT_DEFINITION_SHAPE('','',#${definition})`);
    const representation = representationOf(product);
    writer.add(`SHAPE_DEFINITION_REPRESENTATION(#${shape},#${representation})`);
    written.set(product, { definition, representation });
    if (parent) writeUsage(writer, ++usages, name, written.get(parent)!, written.get(product)!, frame);
  }
  writer.addList("PRODUCT_RELATED_PRODUCT_CATEGORY('part',$,", products, ')');
}

function writeUsage(
  writer: Part21Writer,
  number: number,
  name: string,
  parent: WrittenProduct,
  child: WrittenProduct,
  { placement }: Frame,
): void {
  const pair = `#${parent.definition},#${child.definition}`;
  const usage = writer.add(`NEXT_ASSEMBLY_USAGE_OCCURRENCE('${number}',${name},'',${pair},$)`);
  const shape = writer.add(`PRODUCT_DEFINITION_SHAPE('Placement','',#${usage})`);
  const transformation = writer.add(`ITEM_DEFINED_TRANSFORMATION('','',#${placement},#${placement})`);
  const relationship = writer.add(
    `(REPRESENTATION_RELATIONSHIP('','',#${child.representation},#${parent.representation})` +
      `REPRESENTATION_RELATIONSHIP_WITH_TRANSFORMATION(#${transformation})SHAPE_REPRESENTATION_RELATIONSHIP())`,
  );
  writer.add(`CONTEXT_DEPENDENT_SHAPE_REPRESENTATION(#${relationship},#${shape})`);
}

/** Names may repeat, ids should not. */
function uniqueId(name: string, ids: Set<string>): string {
  let id = name;
  for (let copy = 2; ids.has(id); copy++) id = `${name} (${copy})`;
  ids.add(id);
  return id;
}

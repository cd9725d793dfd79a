import { SI_PREFIXES, type SourceUnit, unitOfMetres } from '../../cad/step-unit.ts';
import { enumOf, type IfcLines, numberOf, referenceOf, referencesOf } from './ifc-lines.ts';
import type { WebIfc } from './load-web-ifc.ts';

/** The length unit of the project (IfcUnitAssignment). web-ifc brings all lengths to metres by it. */
export function ifcUnit({ types }: WebIfc, lines: IfcLines): SourceUnit {
  const metres = lengthUnit(types, lines);
  if (metres === undefined) {
    return { unit: 'm', warning: 'The IFC file names no length unit; metres were assumed.' };
  }
  const unit = unitOfMetres(metres);
  return unit === undefined
    ? {
        unit: 'm',
        warning: `The IFC file counts in units of ${metres} m, which have no name here; lengths were brought to metres.`,
      }
    : { unit };
}

function lengthUnit(types: WebIfc['types'], lines: IfcLines): number | undefined {
  for (const assignment of lines.ofType(types.IFCUNITASSIGNMENT)) {
    for (const unit of referencesOf(lines.argumentsOf(assignment)[0])) {
      const metres = metresOf(unit, types, lines, 0);
      if (metres !== undefined) return metres;
    }
  }
  return undefined;
}

function metresOf(id: number, types: WebIfc['types'], lines: IfcLines, depth: number): number | undefined {
  const given = lines.argumentsOf(id);
  // Absent in IfcUnitAssignment's other members, and derived (*) where the first attribute is the dimensions.
  const at = given.findIndex((value) => enumOf(value) === 'LENGTHUNIT');
  if (at < 0 || depth > 8) return undefined;
  const type = lines.typeOf(id);
  if (type === types.IFCSIUNIT) {
    const prefix = enumOf(given[at + 1]);
    return prefix === undefined ? 1 : SI_PREFIXES[prefix];
  }
  const measure = referenceOf(given[at + 2]);
  if (type !== types.IFCCONVERSIONBASEDUNIT || measure === undefined) return undefined;
  const [value, base] = lines.argumentsOf(measure);
  const baseId = referenceOf(base);
  const metres = baseId === undefined ? undefined : metresOf(baseId, types, lines, depth + 1);
  return metres === undefined ? undefined : metres * numberOf(value);
}

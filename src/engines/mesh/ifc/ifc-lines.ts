import type { WebIfc } from './load-web-ifc.ts';

/** One argument of an entity as web-ifc hands it out. */
export type IfcValue = { type: number; value: string | number | boolean } | IfcValue[] | null | undefined;

const TEXT = 1;
const ENUM = 3;
const REFERENCE = 5;

/** The entities of an open model by the positions of their attributes, which are the same in IFC2x3 and IFC4 here. */
export function ifcLines({ api }: WebIfc, model: number) {
  const cache = new Map<number, readonly IfcValue[]>();
  return {
    /** Empty where the file does not define the entity. */
    argumentsOf(id: number): readonly IfcValue[] {
      let known = cache.get(id);
      if (known === undefined) {
        known = id > 0 && id <= api.GetMaxExpressID(model) ? read(id) : [];
        if (cache.size < 100_000) cache.set(id, known);
      }
      return known;
    },
    typeOf: (id: number): number => api.GetLineType(model, id) as number,
    *ofType(type: number, withSubtypes = false): Generator<number> {
      const ids = api.GetLineIDsWithType(model, type, withSubtypes);
      for (let at = 0; at < ids.size(); at += 1) yield ids.get(at);
    },
  };

  function read(id: number): readonly IfcValue[] {
    const line = api.GetRawLineData(model, id) as { arguments?: readonly IfcValue[] } | undefined;
    return line?.arguments ?? [];
  }
}

export type IfcLines = ReturnType<typeof ifcLines>;

export const textOf = (value: IfcValue): string | undefined =>
  value && 'type' in value && value.type === TEXT && value.value !== '' ? String(value.value) : undefined;

export const enumOf = (value: IfcValue): string | undefined =>
  value && 'type' in value && value.type === ENUM ? String(value.value) : undefined;

/** A plain number or one within a type, like IFCLENGTHMEASURE(0.3048). */
export const numberOf = (value: IfcValue): number =>
  value && 'type' in value ? Number(value.value) : Number.NaN;

export const referenceOf = (value: IfcValue): number | undefined =>
  value && 'type' in value && value.type === REFERENCE ? Number(value.value) : undefined;

export const referencesOf = (value: IfcValue): number[] =>
  Array.isArray(value) ? value.flatMap((each) => referenceOf(each) ?? []) : [];

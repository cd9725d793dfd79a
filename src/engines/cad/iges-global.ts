import type { LengthUnit } from '../../domain/report.ts';
import { dataOf, type IgesLines } from './iges-lines.ts';
import type { SourceUnit } from './step-unit.ts';

/** The parameters of the global section (IGES 5.3, 2.2.4.3); the first is at index 1. */
export type GlobalParameters = readonly (string | undefined)[];

/** Splits free-format parameters, in which a text is written as 5Hhello. */
export function splitParameters(text: string, delimiter: string, terminator: string): string[] {
  const parameters: string[] = [];
  let current = '';
  for (let at = 0; at < text.length; ) {
    const character = text[at]!;
    const hollerith = character === 'H' ? /^\s*(\d+)$/.exec(current) : null;
    if (hollerith !== null) {
      const length = Number(hollerith[1]);
      current += character + text.slice(at + 1, at + 1 + length);
      at += 1 + length;
    } else if (character === delimiter || character === terminator) {
      parameters.push(current.trim());
      current = '';
      if (character === terminator) return parameters;
      at += 1;
    } else {
      current += character;
      at += 1;
    }
  }
  return parameters;
}

export function readGlobal(bytes: Buffer, { offsets }: IgesLines): GlobalParameters {
  const text = offsets.G.map((offset) => dataOf(bytes, offset)).join('');
  const delimiter = /^\s*1H(.)/.exec(text)?.[1] ?? ',';
  const afterFirst = text.slice(text.indexOf(delimiter, text.startsWith('1H') ? 3 : 0) + 1);
  const terminator = /^\s*1H(.)/.exec(afterFirst)?.[1] ?? ';';
  return ['', ...splitParameters(text, delimiter, terminator)];
}

/** The text of a Hollerith parameter, the parameter itself where it is none. */
export const textOf = (parameter: string | undefined): string =>
  (parameter ?? '').replace(/^\d+H/, '').trim();

const UNIT_FLAGS: Readonly<Record<string, { unit?: LengthUnit; name: string }>> = {
  1: { unit: 'in', name: 'inches' },
  2: { unit: 'mm', name: 'millimetres' },
  4: { unit: 'ft', name: 'feet' },
  5: { name: 'miles' },
  6: { unit: 'm', name: 'metres' },
  7: { unit: 'km', name: 'kilometres' },
  8: { name: 'mils' },
  9: { unit: 'um', name: 'micrometres' },
  10: { unit: 'cm', name: 'centimetres' },
  11: { name: 'microinches' },
};

const FLAG_OF_NAME: Readonly<Record<string, string>> = {
  IN: '1',
  INCH: '1',
  MM: '2',
  FT: '4',
  MI: '5',
  M: '6',
  KM: '7',
  MIL: '8',
  UM: '9',
  CM: '10',
  UIN: '11',
};

/** Parameters 14 (flag) and 15 (name, which counts where the flag is 3). An absent flag means inches. */
export function igesUnit(parameters: GlobalParameters): SourceUnit {
  const given = textOf(parameters[14]);
  const flag =
    given === '3' ? FLAG_OF_NAME[textOf(parameters[15]).toUpperCase()] : given === '' ? '1' : given;
  const known = flag === undefined ? undefined : UNIT_FLAGS[flag];
  if (known?.unit !== undefined) return { unit: known.unit };
  const name = known?.name ?? (textOf(parameters[15]) || `flag ${given}`);
  return {
    unit: 'mm',
    warning: `The IGES file counts in a unit that cannot be kept (${name}); lengths were brought to millimetres.`,
  };
}

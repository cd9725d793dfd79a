const SURROGATE_PAIRS = /(?:[\ud800-\udbff][\udc00-\udfff])+/g;
const BASIC_PLANE = /[\u0080-\ud7ff\ue000-\uffff]+/g;

/**
 * A text as ISO 10303-21 writes it between quotes (2016, clause 6.4.3): ASCII, everything else as \X2\ (16 bits) or
 * \X4\ (32 bits) in hexadecimal.
 */
export const encodeText = (text: string): string =>
  encodeBeyondAscii(
    text
      .replaceAll('\\', '\\\\')
      .replaceAll("'", "''")
      .replace(/[\x00-\x1f\x7f]/g, ' '),
  );

export const encodeBeyondAscii = (text: string): string =>
  text
    .replace(
      SURROGATE_PAIRS,
      (run) => `\\X4\\${[...run].map((one) => hex(one.codePointAt(0)!, 8)).join('')}\\X0\\`,
    )
    .replace(/[\ud800-\udfff]/g, '\ufffd')
    .replace(
      BASIC_PLANE,
      (run) => `\\X2\\${[...run].map((one) => hex(one.codePointAt(0)!, 4)).join('')}\\X0\\`,
    );

const hex = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, '0');

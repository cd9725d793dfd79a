/** ISO 10303-21 (2002), 6.3.3: what is not printable ASCII is written as code units in `\X2\` or `\X4\` groups. */
export function stepString(text: string): string {
  let encoded = '';
  let open = ''; // the group that the last character left open
  for (const character of text.replace(/[\uD800-\uDFFF]/gu, '\uFFFD')) {
    const code = character.codePointAt(0)!;
    const group = code >= 0x20 && code <= 0x7e ? '' : code <= 0xffff ? '\\X2\\' : '\\X4\\';
    if (group !== open) encoded += (open && '\\X0\\') + group;
    open = group;
    if (group !== '')
      encoded += code
        .toString(16)
        .toUpperCase()
        .padStart(group === '\\X2\\' ? 4 : 8, '0');
    else encoded += character === "'" ? "''" : character === '\\' ? '\\\\' : character;
  }
  return `'${encoded}${open && '\\X0\\'}'`;
}

/** The text that `stepString` was given. */
export function parseStepString(quoted: string): string {
  const inner = quoted.slice(1, -1);
  return inner.replace(
    /\\X([24])\\([0-9A-F]*)\\X0\\|''|\\\\/g,
    (match, width: string | undefined, hex: string) => {
      if (width === undefined) return match[0]!;
      const digits = Number(width) * 2;
      let text = '';
      for (let at = 0; at < hex.length; at += digits) {
        text += String.fromCodePoint(Number.parseInt(hex.slice(at, at + digits), 16));
      }
      return text;
    },
  );
}

/**
 * A real of ISO 10303-21: it always has a point, and a capital E.
 * @param digits significant ones at most; 17 lose nothing
 */
export function stepReal(value: number, digits: number): string {
  const rounded = digits >= 17 ? value : Number(value.toPrecision(digits));
  const text = String(rounded === 0 ? 0 : rounded); // no −0
  const exponent = text.indexOf('e');
  if (exponent < 0) return text.includes('.') ? text : `${text}.`;
  const mantissa = text.slice(0, exponent);
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.`}E${text.slice(exponent + 1)}`;
}

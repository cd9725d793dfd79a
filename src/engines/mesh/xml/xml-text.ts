const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/**
 * Text with its references resolved: the five of XML and those by number. Undefined where it holds another one, which
 * only a DTD could declare, or a character that XML does not allow.
 */
export function resolveReferences(text: string): string | undefined {
  if (!text.includes('&')) return text;
  let isWrong = false;
  const resolved = text.replace(/&([^;&]{0,12};?)/g, (_, reference: string) => {
    const character = reference.endsWith(';') ? characterOf(reference.slice(0, -1)) : undefined;
    if (character === undefined) isWrong = true;
    return character ?? '';
  });
  return isWrong ? undefined : resolved;
}

function characterOf(reference: string): string | undefined {
  const number = /^#(?:x([\da-f]{1,6})|(\d{1,7}))$/i.exec(reference);
  if (number === null) return Object.hasOwn(ENTITIES, reference) ? ENTITIES[reference] : undefined;
  const code = number[1] === undefined ? Number(number[2]) : Number.parseInt(number[1], 16);
  const isAllowed =
    code === 9 ||
    code === 10 ||
    code === 13 ||
    (code >= 32 && code < 0xd800) ||
    (code > 0xdfff && code <= 0x10ffff);
  return isAllowed ? String.fromCodePoint(code) : undefined;
}

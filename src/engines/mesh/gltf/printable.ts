/** A text of the file as a sentence can hold it: no control characters, not too long. */
export const printable = (text: string): string => {
  const clean = text.replace(/[\p{C}]/gu, '\uFFFD');
  return clean.length > 80 ? `${clean.slice(0, 80)}…` : clean;
};

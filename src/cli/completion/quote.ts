/** A word as bash and zsh take it literally. */
export const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

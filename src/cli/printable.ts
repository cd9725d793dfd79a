/** Names come from files: control characters in them must not reach a terminal. */
export const printable = (text: string): string => text.replaceAll(/\p{Cc}/gu, '?');

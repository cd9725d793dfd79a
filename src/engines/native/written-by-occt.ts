/** What OCCT's own writers are called in the head of a STEP file. */
export const OCCT_VERSION = '8.0';

export const spoiltNote = (solids: number): string =>
  `OCCT finds ${solids} solids of the result not valid any more.`;

/** How long to wait after so many failures in a row: twice as long each time, up to a limit. */
export const backOffMs = (firstMs: number, longestMs: number, failures: number): number =>
  Math.min(longestMs, firstMs * 2 ** (failures - 1));

/** A small file of one colour or one repeated number packs to nearly nothing, and harms nobody. */
export const RATIO_FLOOR_BYTES = 16 * 1024 * 1024;

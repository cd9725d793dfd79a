/** What a ZIP archive may ask of the machine. The bytes are counted while they are inflated, whatever the archive says. */
export interface ArchiveLimits {
  maxEntries: number;
  /** Of all entries that are read, together. */
  maxInflatedBytes: number;
  /** Inflated to packed bytes of one entry; the first RATIO_FLOOR_BYTES of each are free. */
  maxRatio: number;
}

/** Where the settings say nothing. */
export const DEFAULT_ARCHIVE_LIMITS: ArchiveLimits = {
  maxEntries: 10_000,
  maxInflatedBytes: 8192 * 1024 * 1024,
  maxRatio: 200,
};

/** A small file of one colour or one repeated number packs to nearly nothing, and harms nobody. */
export const RATIO_FLOOR_BYTES = 16 * 1024 * 1024;

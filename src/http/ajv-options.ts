/**
 * How requests are validated; shared by the app and its tests. Unknown properties stay and are ignored, numbers in
 * queries become numbers, and every mistake is reported at once.
 */
export const AJV_OPTIONS = {
  coerceTypes: true,
  useDefaults: true,
  removeAdditional: false,
  allErrors: true,
} as const;

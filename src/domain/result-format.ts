import { FORMATS, type Format, type FormatId } from './formats.ts';

/**
 * What the converted file is: a file of the target's format, or a ZIP archive of several where the options ask for it.
 * Its name, its media type and the keys of the storage follow.
 */
export function resultFormat(target: FormatId, options: Readonly<Record<string, unknown>>): Format {
  const hasFilesBeside = target === 'obj' && options.materials === true;
  return FORMATS[hasFilesBeside || options.explode === true ? 'zip' : target];
}

import type { Wrapping } from '../model.ts';

/** Materials extension of 3MF 1.2, ST_TileStyle. */
const STYLES: Readonly<Record<Wrapping, string>> = { repeat: 'wrap', mirror: 'mirror', clamp: 'clamp' };

/** What is `none` outside of the picture shows its edge here. */
export const wrappingOf = (style: string | undefined): Wrapping =>
  style === 'mirror' ? 'mirror' : style === 'clamp' || style === 'none' ? 'clamp' : 'repeat';

/** The attribute of one axis, with a space before it; nothing where the picture repeats. */
export const tileStyle = (axis: 'u' | 'v', wrapping: Wrapping = 'repeat'): string =>
  wrapping === 'repeat' ? '' : ` tilestyle${axis}="${STYLES[wrapping]}"`;

import { Color } from 'three';

/** Colours of what is drawn beside the model itself. */
export interface Palette {
  edge: Color;
  edgeOpacity: number;
  highlight: Color;
  /** Of the faces seen from behind where the model is cut. */
  cut: Color;
}

/** Suits what the element stands on; the custom properties are the page's own. */
export function paletteOf(element: HTMLElement): Palette {
  const style = getComputedStyle(element);
  const ground = screenColour(style.backgroundColor);
  const accent = screenColour(style.getPropertyValue('--accent') || 'royalblue');
  const dark = luminance(ground) < 0.2;
  return {
    edge: new Color(dark ? 0xdfe4ec : 0x14181f),
    edgeOpacity: dark ? 0.4 : 0.55,
    highlight: accent,
    cut: accent.clone().lerp(new Color(dark ? 0x000000 : 0xffffff), 0.25),
  };
}

/** Any colour of CSS: three knows only some of their forms. */
function screenColour(css: string): Color {
  const context = new OffscreenCanvas(1, 1).getContext('2d')!;
  context.fillStyle = css;
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
  return new Color(`rgb(${red}, ${green}, ${blue})`);
}

const luminance = ({ r, g, b }: Color): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;

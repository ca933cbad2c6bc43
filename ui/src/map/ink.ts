// Colours as numbers, and which ink can be read on them.
import type { Rgb } from './scene';

export const rgbOf = (hex: string): Rgb =>
  [parseInt(hex.slice(1, 3), 16) || 0, parseInt(hex.slice(3, 5), 16) || 0, parseInt(hex.slice(5, 7), 16) || 0];
export const hexOf = (color: Rgb): string => '#' + color.map((v) => Math.round(v).toString(16).padStart(2, '0')).join('');

/** Black or white, whichever has the stronger contrast with a colour: relative luminance as in WCAG 2.2, equal at 0.179. */
export function inkOn(color: Rgb): Rgb {
  const [red, green, blue] = color.map((v) => (v <= 10.31 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? [0, 0, 0] : [255, 255, 255];
}

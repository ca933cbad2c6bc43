// The page's colours as the canvas needs them, read anew when the theme changes.
import { rgbOf } from './ink';
import type { Rgb } from './scene';

export interface Theme { surface: Rgb; band: Rgb; ink: Rgb; soft: Rgb; accent: Rgb; period: Rgb; serif: string; sans: string }

export function readTheme(element: Element): Theme {
  const style = getComputedStyle(element);
  const color = (name: string, otherwise: string): Rgb => {
    const value = style.getPropertyValue(name).trim();
    return rgbOf(/^#[0-9a-f]{6}$/i.test(value) ? value : otherwise);
  };
  return {
    surface: color('--paper', '#fdfcf9'), band: color('--panel', '#f5f2eb'), ink: color('--ink', '#1b1e23'), soft: color('--soft', '#575f69'),
    accent: color('--accent', '#17507f'), period: color('--period', '#e69f00'),
    serif: style.getPropertyValue('--serif') || 'serif', sans: style.getPropertyValue('--sans') || 'sans-serif',
  };
}

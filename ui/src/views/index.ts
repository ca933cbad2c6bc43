// The views in the order of their tabs: one line each.
import type { View } from './view';

export const views: View[] = [
];

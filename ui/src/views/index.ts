// The views in the order of their tabs: one line each.
import { evidenceView } from './evidence';
import { groupsView } from './groups';
import { leakView } from './leak';
import { lookalikesView } from './lookalikes';
import { mapView } from './map';
import { methodsView } from './methods';
import { playView } from './play';
import { storyView } from './story';
import type { View } from './view';

export const views: View[] = [
  storyView,
  mapView,
  playView,
  groupsView,
  leakView,
  lookalikesView,
  evidenceView,
  methodsView,
];

// The views in the order of their tabs: one line each. A view for a later command is one folder and one line too, such as
//   export const groupsView: View = { id: 'groups', isAvailable: (app) => app.story?.d.groups !== undefined, mount };
// in groups/index.ts, its name as `groups` under `views` in words/, and `groupsView` below.
import { evidenceView } from './evidence';
import { mapView } from './map';
import { methodsView } from './methods';
import { playView } from './play';
import { storyView } from './story';
import type { View } from './view';

export const views: View[] = [
  storyView,
  mapView,
  playView,
  evidenceView,
  methodsView,
];

// Which posts the list shows.
import type { Only } from '../../app';
import { POST, isInferred } from '../../data/document';
import type { Story } from '../../data/story';

export interface Filter {
  search: string;
  /** Index of a platform or kind; -1 is all of them. */
  platform: number;
  kind: number;
  only: Only;
  window: [number, number] | null;
}

function has(story: Story, post: number, inferred: boolean): boolean {
  for (const link of story.postLinks(post)) if (isInferred(story.d.links.kind[link]) === inferred) return true;
  return false;
}

export function isOnly(story: Story, post: number, only: Only, chain: ReadonlySet<number>): boolean {
  const flags = story.d.posts.flags[post];
  switch (only) {
    case '':
      return true;
    case 'found':
      return (flags & POST.match) !== 0;
    case 'roots':
      return (flags & POST.root) !== 0;
    case 'ghosts':
      return (flags & POST.ghost) !== 0;
    case 'coarse':
      return (flags & (POST.ordered | POST.ghost)) === 0 && !story.isDuplicate(post);
    case 'duplicates':
      return story.isDuplicate(post);
    case 'seen':
      return has(story, post, false);
    case 'inferred':
      return has(story, post, true);
    case 'chain':
      return chain.has(post);
  }
}

/** Indices of the posts, in time order. `textOf` is all that can be searched of a post, in lower case. O(posts). */
export function filterPosts(story: Story, filter: Filter, textOf: (post: number) => string): number[] {
  const p = story.d.posts,
    wanted = filter.search.trim().toLowerCase(),
    chain = new Set(story.d.chain.map((s) => s.post)),
    found: number[] = [];
  for (let post = 0; post < story.postCount; post++) {
    if (filter.platform >= 0 && p.platform[post] !== filter.platform) continue;
    if (filter.kind >= 0 && p.kind[post] !== filter.kind) continue;
    /* A coarse post is in the window when its span touches it. */
    const span = Math.max(0, p.precision[post] > 60 ? p.precision[post] * 1000 : 0);
    if (filter.window && (p.time[post] + span < filter.window[0] || p.time[post] > filter.window[1])) continue;
    if (!isOnly(story, post, filter.only, chain)) continue;
    if (wanted && !textOf(post).includes(wanted)) continue;
    found.push(post);
  }
  return found;
}

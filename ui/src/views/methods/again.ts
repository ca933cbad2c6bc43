// The command line that makes this page again, from what the document says was asked for.
import type { PageDocument, StoryDocument } from '../../data/document';
import { shellWord } from '../../parts/copy';

const DAY = 86400;

function storyOptions(s: StoryDocument): string[] {
  const words: string[] = [];
  if (s.settings.to) words.push('--to', shellWord(s.settings.to));
  if (!s.settings.inferred) words.push('--no-inferred');
  if (s.settings.inferred && s.settings.same_text_window_s !== DAY)
    words.push('--window', `${s.settings.same_text_window_s}s`);
  return words;
}

/** The same facts as text. */
export const originCommand = (s: StoryDocument): string =>
  ['sillage', '-C', 'CASE', 'origin', shellWord(s.query), ...storyOptions(s)].join(' ');

/** null when one command cannot say it (several stories, or a live page). */
export function reportCommand(d: PageDocument): string | null {
  if (d.kind === 'live' || d.stories.length !== 1) return null;
  const [s] = d.stories,
    words = [
      'sillage',
      '-C',
      'CASE',
      d.kind === 'map' ? 'map' : 'report',
      shellWord(s.query),
      '-o',
      'FILE.html',
      ...storyOptions(s),
    ];
  if (s.settings.seed !== 1) words.push('--seed', String(s.settings.seed));
  if (d.privacy.names === 'all') words.push('--names', 'all');
  else if (d.privacy.limit !== 5000) words.push('--name-limit', String(d.privacy.limit));
  if (d.privacy.text) words.push('--text');
  return words.join(' ');
}

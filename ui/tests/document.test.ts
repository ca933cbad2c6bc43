import { describe, expect, test } from 'vitest';
import { DocumentError, checkDocument } from '../src/data/check';
import { unpack } from '../src/data/load';
import { sampleDocument, sampleStory } from './sample';

const wrongOf = (value: unknown): string => {
  try {
    checkDocument(value);
    return '';
  } catch (error) {
    return error instanceof DocumentError ? error.wrong + ' ' + error.what : String(error);
  }
};

test('a whole document is taken', () => {
  expect(wrongOf(sampleDocument())).toBe('');
});

describe('a document that is not whole is refused, and the place is named', () => {
  const broken = (change: (d: ReturnType<typeof sampleDocument>) => void): string => {
    const d = sampleDocument();
    change(d);
    return wrongOf(d);
  };
  test('what is none', () => {
    expect(wrongOf(null)).toBe('shape ');
    expect(wrongOf([])).toBe('newer undefined');
    expect(wrongOf({ ...sampleDocument(), format: 2 })).toBe('newer 2');
  });
  test('columns of different lengths', () =>
    expect(broken((d) => d.stories[0].posts.time.pop())).toBe('shape posts.precision'));
  test('an index that leads nowhere', () => {
    expect(
      broken((d) => {
        d.stories[0].links.parent[0] = 4;
      }),
    ).toBe('shape links.parent');
    expect(
      broken((d) => {
        d.stories[0].posts.platform[1] = -1;
      }),
    ).toBe('shape posts.platform');
    expect(
      broken((d) => {
        d.stories[0].chain[1].post = NaN;
      }),
    ).toBe('shape chain');
    expect(
      broken((d) => {
        d.stories[0].network.edges.to[0] = 9;
      }),
    ).toBe('shape edges.to');
  });
  test('a part that is missing', () => {
    expect(
      broken((d) => {
        delete (d as Partial<typeof d>).methods;
      }),
    ).toBe('shape methods');
    expect(
      broken((d) => {
        d.stories[0] = { ...sampleStory(), posts: undefined as never };
      }),
    ).toBe('shape posts');
  });
});

async function pack(text: string): Promise<string> {
  const packed = await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer();
  return btoa(String.fromCharCode(...new Uint8Array(packed)));
}

describe('the packed document', () => {
  test('is unpacked', async () => {
    expect(await unpack(`\n${await pack(JSON.stringify(sampleDocument()))}\n`)).toEqual(sampleDocument());
  });
  test('that is cut off, or no packed document at all, says so', async () => {
    const packed = await pack(JSON.stringify(sampleDocument()));
    for (const text of [packed.slice(0, 400), '<b>', btoa('{}'), '', await pack('{"format":')])
      await expect(unpack(text), text.slice(0, 20)).rejects.toBeInstanceOf(DocumentError);
  });
});

test('signs that turn the direction of a line are shown, not obeyed', () => {
  const d = sampleDocument();
  d.stories[0].accounts.name[1] = 'wiki\u202eskael\u2066';
  d.stories[0].calendar[0].name = 'a\nb\u0007';
  checkDocument(d);
  expect(d.stories[0].accounts.name[1]).toBe('wiki[U+202E]skael[U+2066]');
  expect(d.stories[0].calendar[0].name).toBe('a b[U+0007]');
});

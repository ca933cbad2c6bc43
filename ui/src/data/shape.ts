// What all checks of a document begin with: the error that they end in, types and ranges of values, and texts made safe to stand in a line.

export type Wrong = 'newer' | 'shape' | 'unpack' | 'unreachable';
export class DocumentError extends Error {
  constructor(
    readonly wrong: Wrong,
    readonly what: string,
  ) {
    super(what ? `${wrong}: ${what}` : wrong);
  }
}

export type Columns = Record<string, unknown>;

/** All columns are arrays of one length; gives it. */
export function lengthOf(table: unknown, name: string): number {
  if (!table || typeof table !== 'object') throw new DocumentError('shape', name);
  let length = -1;
  for (const [column, values] of Object.entries(table as Columns)) {
    if (!Array.isArray(values) || (length >= 0 && values.length !== length))
      throw new DocumentError('shape', `${name}.${column}`);
    length = values.length;
  }
  return Math.max(length, 0);
}
export function within(column: number[], from: number, to: number, name: string): void {
  if (!Array.isArray(column)) throw new DocumentError('shape', name);
  for (const v of column) if (!(v >= from && v < to)) throw new DocumentError('shape', name);
}

const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;
/**
 * Signs that are not seen but turn the direction of what follows (an unclosed one reaches beyond any element around it), or
 * control a device, are shown by their number: a name that holds "\u202e" is worth seeing as it is. Line breaks are blanks.
 */
export const showHidden = (text: string): string =>
  text.replace(HIDDEN, (c) =>
    c === '\n' || c === '\t' ? ' ' : `[U+${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}]`,
  );
export const showAll = (texts: string[]): void =>
  texts.forEach((text, i) => {
    if (text) texts[i] = showHidden(text);
  });

export const need = (value: unknown, is: boolean, name: string): void => {
  if (!value || !is) throw new DocumentError('shape', name);
};
/** Each of `names` is there; lengthOf() tells that they are of one length. */
export const columns = (table: object, names: readonly string[], name: string): void =>
  names.forEach((column) => need(table, Array.isArray((table as Columns)[column]), `${name}.${column}`));

export const isTime = (value: unknown): boolean => value === null || typeof value === 'number';
/** The values of `keys` are of this type. */
export const typed = (thing: unknown, type: 'string' | 'number', keys: readonly string[], name: string): void =>
  keys.forEach((key) => need(thing, typeof (thing as Columns | null)?.[key] === type, `${name}.${key}`));
export const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every((one) => typeof one === 'string');

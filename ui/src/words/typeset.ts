// French sets a no-break blank before : ; ! ? » % and after «: written as plain blanks in fr.ts, put in here once.
const put = (text: string): string =>
  text
    .replace(/ ([;!?])/g, '\u202f$1')
    .replace(/ ([:»%])/g, '\u00a0$1')
    .replace(/« /g, '«\u00a0');

export function frenchBlanks<T>(words: T): T {
  if (typeof words === 'string') return put(words) as T;
  if (Array.isArray(words)) return words.map(frenchBlanks) as T;
  if (words && typeof words === 'object')
    return Object.fromEntries(Object.entries(words).map(([key, value]) => [key, frenchBlanks(value)])) as T;
  return words;
}

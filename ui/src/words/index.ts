// A language is one file and one line.
import { en, type Words } from './en';
import { fr } from './fr';
import { frenchBlanks } from './typeset';

export type { Words } from './en';
export type { Plural } from './plural';
export const languages = { en, fr: frenchBlanks(fr) } as const;
export type Lang = keyof typeof languages;
export const wordsOf = (lang: Lang): Words => languages[lang];

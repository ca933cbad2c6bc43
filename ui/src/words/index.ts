// A language is one file and one line.
import { en, type Words } from './en';
import { fr } from './fr';

export type { Words } from './en';
export const languages = { en, fr } as const;
export type Lang = keyof typeof languages;
export const wordsOf = (lang: Lang): Words => languages[lang];

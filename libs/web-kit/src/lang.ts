/** `ls` is Leichte Sprache: German in plain language after the rules of the Netzwerk Leichte Sprache. */
export type Lang = 'de' | 'en' | 'ls';
export const LANGS: readonly Lang[] = ['de', 'en', 'ls'];

/** One object of messages a language. A language is one file; the type makes a missing message a compile error. */
export type Catalogue<M> = Readonly<Record<Lang, M>>;

/** BCP 47 tag for `<html lang>`: `simple` is the registered variant for simplified language. */
export const langTag = (lang: Lang): string => (lang === 'ls' ? 'de-simple' : lang);

/** Any request value to a language, German first. */
export const pickLang = (value: unknown): Lang => LANGS.find((lang) => lang === value) ?? 'de';

/** The texts of the contracts are in two languages; plain language falls back to German. */
export const textIn = (text: { readonly de: string; readonly en: string }, lang: Lang): string => (lang === 'en' ? text.en : text.de);

import type { Catalogue, Lang } from '@wegweiser/web-kit';
import { de } from './de.js';
import { en } from './en.js';
import { ls } from './ls.js';
import type { Messages } from './model.js';

export type { Messages } from './model.js';
const CATALOGUE: Catalogue<Messages> = { de, en, ls };
export const messagesFor = (lang: Lang): Messages => CATALOGUE[lang];

import { ui, useUi } from '../state/ui.js';
import { WORDS, type Words } from './catalogue.js';

export const words = (): Words => WORDS[ui.get().lang];
export const useWords = (): Words => WORDS[useUi((s) => s.lang)];

import { ui, useUi } from '../state/ui.js';
import { ACCESS_WORDS, type AccessWords } from './catalogue.js';

export type { AccessWords };
export const accessWords = (): AccessWords => ACCESS_WORDS[ui.get().lang];
export const useAccessWords = (): AccessWords => ACCESS_WORDS[useUi((s) => s.lang)];

import { ui, useUi } from '../state/ui.js';
import { LOG_WORDS, type LogWords } from './log-catalogue.js';

export type { LogWords };
export const logWords = (): LogWords => LOG_WORDS[ui.get().lang];
export const useLogWords = (): LogWords => LOG_WORDS[useUi((s) => s.lang)];

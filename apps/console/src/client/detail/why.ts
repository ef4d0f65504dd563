import { ui, useUi } from '../state/ui.js';
import { WHY_WORDS, type WhyWords } from './why-catalogue.js';

export const whyWords = (): WhyWords => WHY_WORDS[ui.get().lang];
export const useWhyWords = (): WhyWords => WHY_WORDS[useUi((s) => s.lang)];

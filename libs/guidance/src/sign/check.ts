import { fieldCells, fieldPanel, rowMulti } from '../multi/face.js';
import { renderMulti } from '../multi/render.js';
import { parseMulti } from '../multi/parse.js';
import type { CounterPanel, SignConfig, SignContentRule, TextPanel } from './model.js';
import { localTime } from './schedule.js';
import { fillTemplate, readTemplate } from './template.js';
import type { SlotDecision } from './slot.js';
import type { Form } from './order.js';

/** One thing that is wrong with a sign's configuration or with the content of a lock. */
export interface SignProblem {
  /** Where, as a path into the configuration, e.g. `rules.1.content.template`. */
  path: string;
  code: string;
  message: string;
}

const problem = (path: string, code: string, message: string): SignProblem => ({ path, code, message });

/** Number and word are shown whole or not at all, so what is wider than its field, or has no letters here, would be dark. */
const fieldText = ({ rowId, text }: { rowId: string; text: string }, cells: number, path: string): SignProblem[] => {
  const rendered = renderMulti(rowMulti(text), fieldPanel(cells, [255, 255, 255]));
  if (rendered.ok) return [];
  return [problem(path, rendered.code, rendered.code === 'textTooBig' ? `${text} is longer than the ${cells} cells of row ${rowId}` : `${text}: ${rendered.detail}`)];
};

const counterContent = (content: SignContentRule, panel: CounterPanel, words: SignConfig['words'], path: string): SignProblem[] => {
  if (content.kind === 'blank') return [];
  if (content.kind === 'multi') return [problem(path, 'wrongKind', 'a counter panel shows rows, not a MULTI text')];
  const known = new Set(panel.rows.map((row) => row.rowId));
  const cells = fieldCells(panel.digits, words);
  return content.rows.flatMap((row) => {
    if (!known.has(row.rowId)) return [problem(`${path}.rows`, 'unknownRow', `the panel has no row ${row.rowId}`)];
    return row.show === 'text' ? fieldText(row, cells, `${path}.rows`) : [];
  });
};

/** Renders the text as it is at its longest, with every wording of its placeholders. */
const WIDEST: readonly Form[] = ['number', 'estimate', 'free', 'full', 'closed', 'arrow'];
const textContent = (content: SignContentRule, panel: TextPanel, config: SignConfig, path: string): SignProblem[] => {
  if (content.kind === 'blank') return [];
  if (content.kind === 'rows') return [problem(path, 'wrongKind', 'a text panel shows a MULTI text, not rows')];
  const parts = readTemplate(content.template, config.words, config.defaultAudience);
  const slot = { level: 'live', triggers: [], untilMs: null, value: 8888 } as const;
  const filled = WIDEST.map((form) =>
    fillTemplate(parts, (slotId): SlotDecision => ({ ...slot, triggers: [], slotId, form, state: NO_STATE }), config.words, content.lowThreshold),
  );
  const texts = [...new Set([...filled, content.directionMulti ?? ''])];
  return texts.flatMap((text) => {
    const rendered = renderMulti(text, panel);
    const left = parseMulti(text).problems.map(({ source, code }) => problem(path, code, `"${source}" is left out`));
    return rendered.ok ? left : [...left, problem(path, rendered.code, `${rendered.detail}, page ${rendered.page} of "${text}"`)];
  });
};
const NO_STATE: SlotDecision['state'] = { level: 'live', betterSinceMs: null, fallenSinceMs: null, form: 'number', value: 8888, measuredAtMs: null, sinceMs: 0 };

const unique = (problems: readonly SignProblem[]): SignProblem[] => [...new Map(problems.map((one) => [JSON.stringify(one), one])).values()];

/** Whether the sign can show a content, e.g. an operator's lock before it is set; empty when it can. */
export const checkContent = (content: SignContentRule, config: SignConfig, path = 'content'): SignProblem[] =>
  unique(
    config.panel.kind === 'counter' ? counterContent(content, config.panel, config.words, path) : textContent(content, config.panel, config, path),
  );

const isZone = (timeZone: string): boolean => {
  try {
    return localTime(0, timeZone).date !== '';
  } catch {
    return false;
  }
};

const duplicates = (ids: readonly string[], path: string): SignProblem[] =>
  [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))].map((id) => problem(path, 'duplicateId', `${id} is there twice`));

const panelProblems = ({ panel }: SignConfig): SignProblem[] => {
  if (panel.kind === 'counter') return duplicates(panel.rows.map((row) => row.rowId), 'panel.rows');
  const dark = renderMulti('', panel);
  return dark.ok ? [] : [problem('panel', dark.code, dark.detail)];
};

/** Everything that is wrong with a sign, at once; empty when nothing is. */
export const checkSign = (config: SignConfig): SignProblem[] => [
  ...(isZone(config.timeZone) ? [] : [problem('timeZone', 'unknownZone', `${config.timeZone} is no IANA time zone`)]),
  ...(config.words.estimatePrefix === '' ? [problem('words.estimatePrefix', 'empty', 'an estimate must be marked')] : []),
  ...panelProblems(config),
  ...duplicates(config.rules.map((rule) => rule.ruleId), 'rules'),
  ...config.rules.flatMap((rule, index) => checkContent(rule.content, config, `rules.${index}.content`)),
];

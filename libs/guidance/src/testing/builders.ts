import { DEFAULT_LIMITS, DEFAULT_WORDS } from '../sign/model.js';
import type { CounterPanel, SignConfig, SignLimits, SignRule, TextPanel } from '../sign/model.js';
import { targetKey } from '../sign/inputs.js';
import type { LinkInput, SignInputs, SignLock, TargetInput } from '../sign/inputs.js';

/** Builders for tests: everything is well unless said otherwise. */
export const NOW = Date.UTC(2026, 10, 23, 9, 0, 0);

export const aTarget = (over: Partial<TargetInput> = {}): TargetInput => ({
  targetId: 'theater',
  audience: 'shortStay',
  status: 'spacesAvailable',
  statusAtMs: NOW,
  vacant: 120,
  capacity: 500,
  quality: 'measured',
  contradictory: false,
  measuredAtMs: NOW,
  estimate: null,
  ...over,
});
export const someInputs = (targets: readonly TargetInput[] = [aTarget()], over: Partial<SignInputs> = {}, links: readonly LinkInput[] = []): SignInputs => ({
  targets: Object.fromEntries(targets.map((one) => [targetKey(one.targetId, one.audience), one])),
  links: Object.fromEntries(links.map((one) => [one.linkId, one])),
  locks: [],
  health: { lastHeardMs: NOW, mismatch: null },
  ...over,
});
export const aLock = (over: Partial<SignLock> = {}): SignLock => ({
  lockId: 'lock-1',
  operator: 'leitstelle',
  reason: 'Stadtfest',
  setAtMs: NOW,
  expiresAtMs: NOW + 600_000,
  content: { kind: 'rows', rows: [{ rowId: 'r1', show: 'text', text: 'ZU' }] },
  ...over,
});
export const aRule = (over: Partial<SignRule> = {}): SignRule => ({
  ruleId: 'standard',
  priority: 0,
  schedule: [],
  condition: { kind: 'always' },
  content: { kind: 'rows', rows: [] },
  ...over,
});
export const someLimits = (over: Partial<SignLimits> = {}): SignLimits => ({ ...DEFAULT_LIMITS, linkSilentSeconds: null, ...over });

export const aCounterPanel = (over: Partial<CounterPanel> = {}): CounterPanel => ({
  kind: 'counter',
  digits: 4,
  symbols: ['number', 'estimate', 'free', 'full', 'closed', 'arrow'],
  rows: [{ rowId: 'r1', targetId: 'theater', audience: 'shortStay', label: 'Theater', arrow: 'right' }],
  ...over,
});
export const aTextPanel = (over: Partial<TextPanel> = {}): TextPanel => ({
  kind: 'text',
  matrix: { kind: 'full', widthPx: 96, heightPx: 24 },
  font: 1,
  colours: 'monochrome',
  foreground: [255, 208, 0],
  graphics: [],
  ...over,
});
export const aSign = (over: Partial<SignConfig> = {}): SignConfig => ({
  signId: 's1',
  name: 'Schlosslände',
  areaId: 'mitte',
  position: { lat: 48.76, lon: 11.43 },
  timeZone: 'Europe/Berlin',
  defaultAudience: 'shortStay',
  panel: aCounterPanel(),
  words: DEFAULT_WORDS,
  limits: someLimits(),
  rules: [aRule()],
  ...over,
});
export const aTextSign = (template: string, over: Partial<SignConfig> = {}, directionMulti: string | null = null): SignConfig =>
  aSign({ panel: aTextPanel(), rules: [aRule({ content: { kind: 'multi', template, lowThreshold: 0, directionMulti } })], ...over });

import { Sign, type SignConfig, type SignOrderMessage } from '@wegweiser/contracts';

export const NOW_MS = 1_800_000_000_000;
export const aSign = (edit: Record<string, unknown> = {}): SignConfig =>
  Sign.parse({ id: 's1', name: 'Weststraße', area: 'a', position: [11, 48], facingDeg: 90, type: 'counter', digits: 3, rows: [{ id: 'r1', target: 'west', label: 'P West', arrow: 'left' }, { id: 'r2', target: 'ost', label: 'P Ost', arrow: 'right' }], rules: [{ id: 'normal', show: { rows: true } }], ...edit });

const head = (signId: string) => ({ orderId: `${signId}.4`, signId, issuedAtMs: NOW_MS - 1000, validUntilMs: NOW_MS + 3_600_000, why: { ruleId: 'normal', inputs: [], lock: null, trigger: null, text: { de: 'Grund', en: 'Reason' } } });

export const aCounterOrder = (texts: readonly string[], edit: Partial<SignOrderMessage> = {}): SignOrderMessage => ({
  ...head('s1'),
  content: { type: 'counter', rows: texts.map((text, index) => ({ rowId: `r${index + 1}`, text, level: 'live', showUntilMs: NOW_MS + 300_000, fallbackText: '←' })) },
  ...edit,
});
export const aTextOrder = (multi: string, fallbackMulti = ''): SignOrderMessage => ({ ...head('s1'), content: { type: 'freeText', multi, level: 'live', showUntilMs: NOW_MS + 300_000, fallbackMulti } });

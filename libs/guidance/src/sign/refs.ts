import { refsOf } from './condition.js';
import { targetKey } from './inputs.js';
import type { SignConfig } from './model.js';
import { readTemplate } from './template.js';

export interface TargetRef {
  targetId: string;
  audience: string;
}

/** Every target that a sign's rows, rules and texts ask for, once; of a zone its members too. */
export const targetsOf = ({ panel, rules, words, defaultAudience, zones = [] }: SignConfig): TargetRef[] => {
  const rows: TargetRef[] = panel.kind === 'counter' ? [...panel.rows] : [];
  const ofRules = rules.flatMap(({ condition, content }): TargetRef[] => {
    const shown = content.kind === 'rows' ? content.rows.filter((row) => row.show === 'target') : [];
    const placed = content.kind === 'multi' ? readTemplate(content.template, words, defaultAudience).filter((part) => part.kind === 'target') : [];
    return [...refsOf(condition).targets, ...shown, ...placed];
  });
  const named = new Map([...rows, ...ofRules].map(({ targetId, audience }) => [targetKey(targetId, audience), { targetId, audience }]));
  const ofZones = zones.filter(({ zoneId, audience }) => named.has(targetKey(zoneId, audience))).flatMap(({ members, audience }) => members.map((targetId) => ({ targetId, audience })));
  for (const one of ofZones) named.set(targetKey(one.targetId, one.audience), one);
  return [...named.values()];
};

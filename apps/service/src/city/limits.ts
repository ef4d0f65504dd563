import { existsSync } from 'node:fs';
import { DEFAULT_RETENTION, type RetentionSettings } from '@wegweiser/archive';
import { DEFAULT_INTAKE_LIMITS, type IntakeLimits } from '@wegweiser/field';
import { DEFAULT_READBACK_ALARM_LIMITS, DEFAULT_READBACK_LIMITS, type ReadbackAlarmLimits, type ReadbackLimits } from '@wegweiser/guidance';
import { readYaml } from '@wegweiser/platform';
import { DEFAULT_ADVICE_PARAMS, DEFAULT_GROUP_PARAMS, type AdviceParams, type GroupParams } from '@wegweiser/signals';
import { CITY_LANE_LIMITS, cityLinkParams, type LaneLimits, type LinkParams } from '@wegweiser/traffic';
import { DEFAULT_ALARM_LIMITS, type AlarmLimits } from '../engine/alarm-rules.js';
import type { CityProblem } from './load.js';
import { override } from './override.js';

/** Link limits that do not follow from a link's geometry. */
export type LinkLimits = Omit<LinkParams, 'lengthM' | 'freeSpeedKmh' | 'laneCount' | 'thresholds' | 'hysteresis'>;

/** Every limit of the rules that a city may move. */
export interface Limits {
  intake: IntakeLimits;
  lane: LaneLimits;
  /** Lanes that differ, by loop. */
  lanes: Record<string, LaneLimits>;
  link: LinkLimits;
  readback: ReadbackLimits;
  readbackAlarm: ReadbackAlarmLimits;
  signals: AdviceParams;
  /** Of green waves; splits and trust follow `signals`. */
  corridors: Omit<GroupParams, 'assess' | 'recommend'>;
  alarms: AlarmLimits;
  retention: RetentionSettings;
}

const { lengthM: _l, freeSpeedKmh: _v, laneCount: _n, thresholds: _t, hysteresis: _h, ...LINK_DEFAULTS } = cityLinkParams(100, 50, 1);
const { assess: _assess, recommend: _recommend, ...CORRIDOR_DEFAULTS } = DEFAULT_GROUP_PARAMS;
export const DEFAULT_LIMITS: Limits = {
  intake: DEFAULT_INTAKE_LIMITS,
  lane: CITY_LANE_LIMITS,
  lanes: {},
  link: LINK_DEFAULTS,
  readback: DEFAULT_READBACK_LIMITS,
  readbackAlarm: DEFAULT_READBACK_ALARM_LIMITS,
  signals: DEFAULT_ADVICE_PARAMS,
  corridors: CORRIDOR_DEFAULTS,
  alarms: DEFAULT_ALARM_LIMITS,
  retention: DEFAULT_RETENTION,
};

export type LimitsOutcome = { ok: true; limits: Limits } | { ok: false; problems: CityProblem[] };

/** Reads `config/limits.yaml`: what is not said keeps its default. A file that is not there is no file. */
export function loadLimits(path: string): LimitsOutcome {
  if (!existsSync(path)) return { ok: true, limits: DEFAULT_LIMITS };
  const file = readYaml(path);
  const problems: CityProblem[] = file.errors.map((message) => ({ where: path, message }));
  const report = (keys: string[], message: string) => problems.push({ where: `${path}:${file.lineOf(keys)}`, message: `${keys.join('.')}: ${message}` });
  const { lanes: laneOverrides = {}, ...rest } = file.value as Record<string, unknown> & { lanes?: Record<string, unknown> };
  const limits = override(DEFAULT_LIMITS, rest, [], report);
  const lanes = Object.fromEntries(Object.entries(laneOverrides ?? {}).map(([id, o]) => [id, override(limits.lane, o, ['lanes', id], report)]));
  return problems.length > 0 ? { ok: false, problems } : { ok: true, limits: { ...limits, lanes } };
}

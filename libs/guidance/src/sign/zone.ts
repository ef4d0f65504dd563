import { stepAhead } from './ahead.js';
import type { AheadView } from './ahead.js';
import { assessTarget } from './assess.js';
import { lookUp, targetKey } from './inputs.js';
import type { Ahead, SignInputs, TargetInput } from './inputs.js';
import type { InputQuality, SignConfig, SignLimits, SignZone } from './model.js';
import type { AheadMemory } from './order.js';

/**
 * Zones: garages that an outer sign shows as one target ("Altstadt Ost"), before the roads part to each of them. A zone is
 * worth what its members are: nothing is counted that is not trusted, closed, or full when one gets there from this sign, and it
 * is full exactly when nowhere in it a space can be expected. So it cannot tell another story than the rows of its members, nor
 * than what drivers are told of them.
 */
type Standing = 'open' | 'full' | 'closed' | 'unknown';
interface Member {
  input: TargetInput;
  standing: Standing;
  view: AheadView | null;
}
type Views = Readonly<Record<string, AheadView>>;

/** What the evidence is good for, whether or not the sign is well. */
const UNHURT = { lastHeardMs: 0, mismatch: null };

const standingOf = (input: TargetInput, limits: SignLimits, nowMs: number): Standing => {
  const judged = assessTarget(input, UNHURT, { ...limits, linkSilentSeconds: null }, nowMs);
  if (judged.closed.state === 'closed') return 'closed';
  if (judged.own === null || input.status === 'closed') return 'unknown';
  return judged.own.form === 'full' ? 'full' : 'open';
};

const membersOf = (zone: SignZone, inputs: SignInputs, views: Views, limits: SignLimits, nowMs: number): Member[] =>
  zone.members.flatMap((id) => {
    const key = targetKey(id, zone.audience);
    const input = lookUp(inputs.targets, key);
    return input === null ? [] : [{ input, standing: standingOf(input, limits, nowMs), view: lookUp(views, key) }];
  });

const sum = (values: readonly (number | null)[]): number | null =>
  values.reduce<number | null>((total, value) => (total === null || value === null ? null : total + value), 0);

const fills = ({ view }: Member): boolean => view?.memory.state === 'fills';

/** Members whose spaces are added up: those that nobody is led to in vain, unless there are none but such. */
const countedOf = (open: readonly Member[]): readonly Member[] => {
  const worthwhile = open.filter((one) => !fills(one));
  return worthwhile.length === 0 ? open : worthwhile;
};

const QUALITIES: readonly InputQuality[] = ['measured', 'derived', 'estimated', 'unknown'];
/** The worst of what is added up; a member of which nothing is known makes the sum an estimate. */
const qualityOf = (used: readonly Member[], complete: boolean): InputQuality => {
  const places = used.map(({ input }) => QUALITIES.indexOf(input.quality));
  return QUALITIES[Math.max(complete ? 0 : QUALITIES.indexOf('estimated'), ...places)] as InputQuality;
};

const statusWithout = (standings: readonly Standing[], complete: boolean): TargetInput['status'] => {
  if (!complete || standings.length === 0) return 'unknown';
  return standings.includes('full') ? 'full' : 'closed';
};

/** The zone as a target like any other: the sum of what its members count, with the age of the oldest and the worst quality. */
const zoneTarget = (zone: SignZone, members: readonly Member[], nowMs: number): TargetInput => {
  const complete = members.length === zone.members.length && members.every(({ standing }) => standing !== 'unknown');
  const open = members.filter(({ standing }) => standing === 'open');
  const used = open.length > 0 ? countedOf(open) : members.filter(({ standing }) => standing === 'full');
  // What is trusted was measured.
  const measured = used.map(({ input }) => Number(input.measuredAtMs));
  const free = used.some(({ input }) => input.status === 'spacesAvailable');
  return {
    targetId: zone.zoneId,
    audience: zone.audience,
    status: open.length === 0 ? statusWithout(members.map(({ standing }) => standing), complete) : free ? 'spacesAvailable' : 'almostFull',
    statusAtMs: Math.min(nowMs, ...members.map(({ input }) => input.statusAtMs)),
    vacant: open.length === 0 ? null : sum(used.map(({ input }) => input.vacant)),
    capacity: sum(members.map(({ input }) => input.capacity)),
    quality: open.length === 0 && !complete ? 'unknown' : qualityOf(used, complete),
    contradictory: false,
    measuredAtMs: measured.length === 0 ? null : Math.min(...measured),
    estimate: null,
  };
};

/** As good as its best member: free places in several garages are no independent chances, they go together. */
const zoneAhead = (aheads: readonly Ahead[]): Ahead => {
  const [best] = aheads.toSorted((a, b) => b.freeProbability - a.freeProbability || a.inSeconds - b.inSeconds) as [Ahead];
  return {
    ...best,
    free: aheads.reduce((total, { free }) => total + Math.max(0, free), 0),
    missedProbability: Math.min(...aheads.map(({ missedProbability }) => missedProbability)),
    madeAtMs: Math.min(...aheads.map(({ madeAtMs }) => madeAtMs)),
    basis: aheads.every(({ basis }) => basis === 'forecast') ? 'forecast' : 'count',
  };
};

/**
 * Full exactly while every open member is: their dwell is its dwell. One of its own would begin when the last of them fills, and
 * keep the zone full beside a member that has recovered meanwhile.
 */
const stepZone = (before: AheadMemory | null, ahead: Ahead, allFill: boolean, limits: SignLimits, nowMs: number): AheadMemory => {
  if (allFill) return { state: 'fills', betterSinceMs: null };
  return stepAhead(before?.state === 'fills' ? { state: 'tight', betterSinceMs: null } : before, ahead, limits.ahead, nowMs);
};

/** `null` where counts alone decide. */
const zoneView = (members: readonly Member[], before: AheadMemory | null, limits: SignLimits, nowMs: number): AheadView | null => {
  const open = members.filter(({ standing }) => standing === 'open');
  const aheads = open.flatMap(({ view }) => (view === null ? [] : [view.ahead]));
  if (aheads.length === 0 || aheads.length < open.length) return null;
  const ahead = zoneAhead(aheads);
  return { ahead, memory: stepZone(before, ahead, open.every(fills), limits, nowMs) };
};

/** Inputs and expectations with the sign's zones among them. `before`: the sign's memory of what it expected. */
export const withZones = (inputs: SignInputs, views: Views, before: Readonly<Record<string, AheadMemory>>, config: SignConfig, nowMs: number): { inputs: SignInputs; views: Views } => {
  const { zones = [], limits } = config;
  if (zones.length === 0) return { inputs, views };
  const [targets, all] = [{ ...inputs.targets }, { ...views }];
  for (const zone of zones) {
    const key = targetKey(zone.zoneId, zone.audience);
    const members = membersOf(zone, inputs, views, limits, nowMs);
    targets[key] = zoneTarget(zone, members, nowMs);
    const view = zoneView(members, lookUp(before, key), limits, nowMs);
    if (view !== null) all[key] = view;
  }
  return { inputs: { ...inputs, targets }, views: all };
};

/** What a target is made of: its own key, and those of its members. */
export const withMembers = (key: string, zones: readonly SignZone[]): string[] =>
  [key, ...zones.filter((zone) => targetKey(zone.zoneId, zone.audience) === key).flatMap(({ members, audience }) => members.map((id) => targetKey(id, audience)))];

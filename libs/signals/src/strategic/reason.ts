/** Text for people, German first. */
export interface Text {
  readonly de: string;
  readonly en: string;
}

/** overload: a lane is (nearly) at capacity. cycle: mainly another cycle. splits: same cycle, green moves. wave: part of a group. */
export type ReasonCode = 'overload' | 'cycle' | 'splits' | 'wave';

/** Why a plan is recommended, in numbers: everything that the sentence says, and nothing else. */
export interface RecommendationReason {
  readonly code: ReasonCode;
  readonly street: string;
  readonly laneId: string;
  readonly vehPerH: number;
  /** Of that lane, 1 = at capacity, now and with the recommended plan. */
  readonly laneSaturationNow: number;
  readonly laneSaturationAfter: number;
  readonly cycleNowS: number;
  readonly cycleAfterS: number;
  /** The stage that gains most green, and how much; `null` when none gains. */
  readonly stage: { readonly stageId: string; readonly gainS: number } | null;
  /** Stages of the running plan that the new one does without. */
  readonly leftOut?: readonly string[] | undefined;
  readonly delayNowS: number;
  readonly delayAfterS: number;
  /** A queue hides part of the demand, so it is estimated. */
  readonly queueing: boolean;
  /** For `wave`: why the group of junctions changes together. */
  readonly group?: Text | undefined;
}

const pct = (share: number): string => `${Math.round(share * 100)} %`;

function causeOf(r: RecommendationReason): Text {
  const [de, en] = [`${r.street}, Fahrstreifen ${r.laneId}: ${Math.round(r.vehPerH)} Kfz/h`, `${r.street}, lane ${r.laneId}: ${Math.round(r.vehPerH)} veh/h`];
  const queue = r.queueing ? { de: ' (mit Rückstau, geschätzt)', en: ' (queueing, estimated)' } : { de: '', en: '' };
  const load = pct(r.laneSaturationNow);
  switch (r.code) {
    case 'overload':
      return { de: `${de}${queue.de}, zu ${load} ausgelastet.`, en: `${en}${queue.en}, ${load} of capacity.` };
    case 'cycle':
      return { de: `Die Umlaufzeit passt nicht zur Verkehrsstärke (${de}, ${load} ausgelastet).`, en: `The cycle does not fit the demand (${en}, ${load} of capacity).` };
    case 'splits':
    case 'wave':
      return { de: `Die Grünzeiten passen nicht zur Verkehrsverteilung (${de}, ${load} ausgelastet).`, en: `The greens do not fit the demand (${en}, ${load} of capacity).` };
  }
}

function changeOf(r: RecommendationReason): Text {
  const parts: Text[] = [];
  if (r.cycleAfterS !== r.cycleNowS) parts.push({ de: `Umlaufzeit ${r.cycleAfterS} statt ${r.cycleNowS} s`, en: `cycle ${r.cycleAfterS} instead of ${r.cycleNowS} s` });
  if (r.stage !== null) parts.push({ de: `${r.stage.gainS} s mehr Grün für Phase ${r.stage.stageId}`, en: `${r.stage.gainS} s more green for stage ${r.stage.stageId}` });
  const out = (r.leftOut ?? []).join(', ');
  if (out !== '') parts.push({ de: `ohne Phase ${out}`, en: `without stage ${out}` });
  return { de: parts.map((p) => p.de).join(', '), en: parts.map((p) => p.en).join(', ') };
}

/** One or two sentences of at most 500 characters; a function of the reason alone. */
export function formatReason(r: RecommendationReason): Text {
  if (r.group !== undefined) return r.group;
  const [cause, change] = [causeOf(r), changeOf(r)];
  const [now, after] = [Math.round(r.delayNowS), Math.round(r.delayAfterS)];
  const de = `${cause.de} ${change.de}: mittlere Wartezeit ${after} statt ${now} s/Kfz, Auslastung dort ${pct(r.laneSaturationAfter)}.`;
  const en = `${cause.en} With ${change.en}: mean delay ${after} instead of ${now} s/veh, that lane at ${pct(r.laneSaturationAfter)}.`;
  return { de: de.slice(0, 500), en: en.slice(0, 500) };
}

import { SignalStageMessage, topicOf, type DetectorSecond } from '@wegweiser/contracts';
import type { Street } from './street.js';

/** Names of the city for what SUMO names: its ids hold characters and lengths that the city's do not. */
export interface StreetNames {
  readonly junctions: ReadonlyMap<string, string>;
  readonly loops: ReadonlyMap<string, string>;
  /** Loops by the signal that they are wired to. */
  readonly wired: ReadonlyMap<string, readonly string[]>;
}

export const stageName = (phase: number): string => `s${phase + 1}`;

export function namesOf(street: Pick<Street, 'signals'>, loops: Readonly<Record<string, { readonly tls: string }>>): StreetNames {
  const wired = new Map<string, string[]>();
  for (const [id, { tls }] of Object.entries(loops)) wired.set(tls, [...(wired.get(tls) ?? []), id]);
  return {
    junctions: new Map(Object.keys(street.signals).map((id, i) => [id, `j${i + 1}`])),
    loops: new Map(Object.keys(loops).map((id, i) => [id, `l${i + 1}`])),
    wired,
  };
}

export interface FieldMessage {
  readonly topic: string;
  readonly payload: string;
}

/** The street's controllers as the field has them: a state every second with the detectors wired to it, stage requests taken. */
export interface StreetControllers {
  /** One message a junction, for the second that ends now. */
  states(): FieldMessage[];
  /** A retained stage request, or its end; other topics are left alone. */
  receive(topic: string, payload: string): void;
  /** Before a second passes: every valid request is a wish to its driver. */
  obey(): void;
  /** Request that a junction (city's name) follows. */
  following(junction: string): string | null;
}

const MOST_PER_SECOND = 20;

/** @param epochMs simulated time at second 0 of SUMO */
export function createControllers(street: Street, names: StreetNames, area: string, epochMs: number): StreetControllers {
  const requests = new Map<string, SignalStageMessage>();
  const ids = new Map([...names.junctions].map(([sumo, id]) => [topicOf({ area, deviceClass: 'signal', deviceId: id, message: 'stage' }), sumo]));
  let seq = 0;
  const nowMs = (): number => epochMs + street.nowS() * 1000;
  const valid = (sumo: string): SignalStageMessage | null => {
    const request = requests.get(sumo);
    return request !== undefined && request.expiresAtMs > nowMs() ? request : null;
  };
  const detectors = (sumo: string): Record<string, DetectorSecond> => {
    const seen = street.loops();
    return Object.fromEntries((names.wired.get(sumo) ?? []).flatMap((loop) => {
      const s = seen[loop];
      if (s === undefined) return [];
      return [[names.loops.get(loop) ?? loop, { entered: Math.min(MOST_PER_SECOND, s.entered), left: Math.min(MOST_PER_SECOND, s.left), occupancyPct: Math.min(100, Math.round(s.occupancy * 1e4) / 100) }]];
    }));
  };
  const stateOf = (sumo: string, id: string): FieldMessage => {
    const shown = street.drivers.get(sumo)?.shown() ?? { phase: 0, greenS: 0, nextPhase: null };
    const request = valid(sumo);
    const body = {
      seq, status: 'ok', time: new Date(nowMs()).toISOString(), plan: null, mode: request === null ? 'local' : 'central', faults: [],
      stage: { id: stageName(shown.phase), greenS: shown.greenS, nextId: shown.nextPhase === null ? null : stageName(shown.nextPhase), requestId: request?.requestId ?? null },
      detectors: detectors(sumo),
    };
    return { topic: topicOf({ area, deviceClass: 'signal', deviceId: id, message: 'state' }), payload: JSON.stringify(body) };
  };
  return {
    states: () => {
      seq++;
      return [...names.junctions].map(([sumo, id]) => stateOf(sumo, id));
    },
    receive: (topic, payload) => {
      const sumo = ids.get(topic);
      if (sumo === undefined) return;
      if (payload === '') return void requests.delete(sumo);
      const read = SignalStageMessage.safeParse(JSON.parse(payload));
      if (read.success) requests.set(sumo, read.data);
    },
    obey: () => {
      for (const [sumo, driver] of street.drivers) {
        const request = valid(sumo);
        const phase = request === null ? -1 : driver.phases.findIndex((_, i) => stageName(i) === request.stageId);
        if (phase >= 0) driver.want(phase);
      }
    },
    following: (junction) => {
      const sumo = [...names.junctions].find(([, id]) => id === junction)?.[0];
      return sumo === undefined ? null : (valid(sumo)?.requestId ?? null);
    },
  };
}

import type { TacticalView } from '@wegweiser/contracts';
import type { TacticalChoice, TacticalJunction, TacticalState } from '@wegweiser/signals';

type Text = TacticalView['text'];
export type Ended = NonNullable<TacticalView['ended']>;

const whole = (v: number | null): string | null => (v === null || !Number.isFinite(v) ? null : String(Math.round(v)));

function ofCosts(shown: string, wanted: string, choice: TacticalChoice): Text {
  const [hold, change] = [whole(choice.holdCost), whole(choice.switchCost)];
  const costs = hold === null || change === null ? { de: '', en: '' }
    : { de: ` (erwartet: Halten ${hold}, Wechseln ${change} Fahrzeugsekunden)`, en: ` (expected: holding ${hold}, changing ${change} vehicle seconds)` };
  if (shown === wanted) return { de: `Phase ${shown} bleibt: weniger Wartezeit als bei einem Wechsel jetzt${costs.de}.`, en: `Stage ${shown} stays: less waiting than with a change now${costs.en}.` };
  return { de: `Wechsel zu Phase ${wanted}: weniger Wartezeit als beim Halten${costs.de}.`, en: `Change to stage ${wanted}: less waiting than when holding${costs.en}.` };
}

/** Why this stage now, in one sentence: the rule's own reason. */
export function reasonText(junction: TacticalJunction, state: TacticalState, shown: { id: string; greenS: number; nextId: string | null }, choice: TacticalChoice): Text {
  const wanted = junction.stageIds[choice.stage] ?? shown.id;
  switch (choice.reason) {
    case 'clearing':
      return { de: `Die Kreuzung wird für Phase ${shown.nextId ?? wanted} geräumt.`, en: `The junction clears for stage ${shown.nextId ?? wanted}.` };
    case 'minGreen': {
      const left = Math.max(1, junction.minGreenS - shown.greenS);
      return { de: `Mindestfreigabezeit von Phase ${shown.id}: noch ${left} s.`, en: `Minimum green of stage ${shown.id}: ${left} s left.` };
    }
    case 'longestWait': {
      const longest = Math.max(0, ...state.lanes.map((l) => l.waitS));
      return { de: `Jemand wartet seit ${Math.round(longest)} s: Phase ${wanted} geht vor.`, en: `Somebody has waited for ${Math.round(longest)} s: stage ${wanted} goes first.` };
    }
    case 'shortLaneFull':
      return { de: `Der kurze Fahrstreifen zum nächsten Signal ist voll: Phase ${wanted} geht vor.`, en: `The short lane between two signals is full: stage ${wanted} goes first.` };
    case 'leastDelay':
      return ofCosts(shown.id, wanted, choice);
  }
}

const ENDED: Record<Ended, Text> = {
  silent: { de: 'das Steuergerät schweigt', en: 'the controller is silent' },
  data: { de: 'Phase oder Detektorwerte fehlen', en: 'stage or detector values are missing' },
  fault: { de: 'das Steuergerät meldet eine Störung', en: 'the controller reports a fault' },
  readback: { de: 'das Steuergerät zeigt nicht die verlangte Phase', en: 'the controller does not show the stage asked for' },
  plan: { de: 'ein angenommenes Programm gilt', en: 'an accepted plan is in force' },
};
export const endedText = (name: string, ended: Ended): Text => ({ de: `${name}: Automatik beendet, ${ENDED[ended].de}`.slice(0, 300), en: `${name}: automatic mode ended, ${ENDED[ended].en}`.slice(0, 300) });

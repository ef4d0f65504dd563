import type { Position, WhatIfRequest } from '@wegweiser/contracts';

export interface WhatIfForm {
  day: string;
  commutersPct: number | null;
  demandPct: number | null;
  eventName: string;
  visitors: number | null;
  at: string;
  place: string;
  carPct: number | null;
  eventStayMin: number | null;
  closedFacilities: readonly string[];
  closedLinks: readonly string[];
  closeFrom: string;
  closeTo: string;
  stayMin: number | null;
}
/** Those who come early and stay a working day. */
const COMMUTERS = { from: '05:00', to: '10:00', stayMin: 480 } as const;

/** The question as the service takes it. */
export function requestOf(form: WhatIfForm, placeOf: (id: string) => Position | undefined): Partial<WhatIfRequest> {
  const factor = (pct: number): number => Math.max(0, 1 + pct / 100);
  const position = placeOf(form.place);
  const span = { from: form.closeFrom, to: form.closeTo };
  return {
    day: form.day,
    stayMin: form.stayMin ?? 120,
    demand: [
      ...(form.commutersPct ? [{ ...COMMUTERS, factor: factor(form.commutersPct), facilities: [] }] : []),
      ...(form.demandPct ? [{ from: '00:00', to: '23:59', factor: factor(form.demandPct), stayMin: null, facilities: [] }] : []),
    ],
    events: form.visitors && position !== undefined ? [{ name: form.eventName, at: form.at, visitors: form.visitors, position, carShare: (form.carPct ?? 60) / 100, perCar: 2.2, arriveOverMin: 90, stayMin: form.eventStayMin ?? 150 }] : [],
    closedFacilities: form.closedFacilities.map((id) => ({ id, ...span })),
    closedLinks: form.closedLinks.map((id) => ({ id, ...span })),
  };
}

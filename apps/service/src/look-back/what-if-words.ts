import type { Text, WhatIfAnswer } from '@wegweiser/contracts';
import type { WhatIfScenario } from '@wegweiser/parking';
import { LANE_CAPACITY_VEH_PER_H } from '@wegweiser/traffic';
import { accessLinks } from './cut-off.js';
import type { WhatIfTask } from './what-if-task.js';

const text = (de: string, en: string): Text => ({ de, en });

/** What the estimate rests on, in words that stand beside it. */
export function assumptionsOf({ city, request, days, alike }: WhatIfTask, scenario: WhatIfScenario): WhatIfAnswer['assumptions'] {
  const list = [
    alike
      ? text(`Der typische Tag ist der Median von ${days} gleichartigen Tagen im Archiv.`, `The typical day is the median of ${days} days of the same kind in the archive.`)
      : text(`Für gleichartige Tage hat das Archiv noch nichts: der typische Tag kommt aus den letzten ${days} Tagen aller Art.`, `The archive has no days of the same kind yet: the typical day comes from the last ${days} days of any kind.`),
    text(`Mittlere Parkdauer ${request.stayMin} Minuten; daraus folgen Ein- und Ausfahrten hinter der Belegung.`, `Mean stay of ${request.stayMin} minutes; arrivals and departures behind the occupancy follow from it.`),
    text('Wer keinen Platz findet, fährt zum nächsten nach der Rangfolge der Zielführung, höchstens 2,5 km zu Fuß; niemand wartet und niemand bleibt zu Hause.', 'Whoever finds no space drives to the next one by the guidance\'s ranking, at most 2.5 km on foot; nobody waits and nobody stays at home.'),
    text('Die Schilder folgen ihren wirklichen Regeln mit den geschätzten Werten; Sperren von heute gelten nicht.', 'Signs follow their real rules with the estimated values; locks of today do not hold.'),
  ];
  if (request.demand.some((d) => d.stayMin !== null)) list.push(text('Dauerparkende (etwa Pendler) sind der Anstieg der Belegung in der genannten Zeit.', 'Long stayers (such as commuters) are the rise of the occupancy in the time given.'));
  for (const e of request.events) {
    const cars = Math.round((e.visitors * e.carShare) / e.perCar);
    const pct = Math.round(e.carShare * 100);
    list.push(text(`${e.name || 'Veranstaltung'}: ${e.visitors} Gäste, ${pct} % mit dem Auto, ${e.perCar} je Auto: ${cars} Autos, gleichmäßig in ${e.arriveOverMin} Minuten vor Beginn.`, `${e.name || 'Event'}: ${e.visitors} visitors, ${pct} % by car, ${e.perCar} a car: ${cars} cars, evenly within ${e.arriveOverMin} minutes before it begins.`));
  }
  if (request.closedLinks.length > 0) {
    list.push(text(`Verkehr gesperrter Strecken nimmt vollständig den schnellsten Umweg; ein Fahrstreifen trägt ${LANE_CAPACITY_VEH_PER_H} Kfz/h, darüber wird es nach der BPR-Kurve langsamer.`, `Traffic of closed links takes the quickest way round, all of it; a lane carries ${LANE_CAPACITY_VEH_PER_H} veh/h, beyond that it slows down by the BPR curve.`));
    const unknown = city.facilities.filter((f) => accessLinks(city, f.id).length === 0).map((f) => f.name);
    if (unknown.length > 0) list.push(text(`Zufahrt nicht im Netz, gilt darum immer als erreichbar: ${unknown.join(', ')}.`.slice(0, 500), `Way in not part of the network, so taken as always reachable: ${unknown.join(', ')}.`.slice(0, 500)));
  }
  if (scenario.shut.length > request.closedFacilities.length) list.push(text('Parkhäuser, deren Zufahrtsstrecken alle gesperrt sind, gelten als geschlossen.', 'Garages whose access links are all closed count as closed.'));
  return list;
}

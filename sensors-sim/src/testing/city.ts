import { City } from '@wegweiser/contracts';

const Text = (de: string): { de: string; en: string } => ({ de, en: de });

/** A cross of two streets with signals, two garages, a sign: as small as a city can be. */
export function aCity(): City {
  const at = (eastM: number, northM: number): [number, number] => [11 + eastM / 73_000, 48.7 + northM / 111_320];
  const arm = (id: string, bearingDeg: number, group: string) => ({
    id, street: id, bearingDeg,
    lanes: [
      { id: `${id}-2`, movements: ['left', 'through'], signalGroup: group, loops: [{ deviceId: `lp-${id}-2s`, role: 'stop', distanceM: 2 }] },
      { id: `${id}-1`, movements: ['through', 'right'], signalGroup: group, loops: [{ deviceId: `lp-${id}-1s`, role: 'stop', distanceM: 2 }, { deviceId: `lp-${id}-1u`, role: 'upstream', distanceM: 40 }] },
    ],
  });
  const link = (id: string, e: number, n: number, inward: boolean) => ({
    id: `${id}-${inward ? 'in' : 'out'}`, street: id, area: 'mitte', lengthM: 400, freeSpeedKmh: 50, laneCount: 2,
    ...(inward ? { from: `edge-${id}`, to: 'kreuz', toArm: id } : { from: 'kreuz', to: `edge-${id}` }),
    shape: inward ? [at(e, n), at(0, 0)] : [at(0, 0), at(e, n)],
    loops: inward ? [{ deviceId: `lm-${id}-1`, role: 'mid', distanceM: 200 }, { deviceId: `lm-${id}-2`, role: 'mid', distanceM: 200 }] : [],
  });
  const facility = (id: string, e: number, n: number, capacity: number, counters: object[], audiences: object[]) => ({
    id, name: id, area: 'mitte', kind: 'garage', address: '-', position: at(e, n), capacity, audiences, counters, controllerId: `gc-${id}`,
  });
  return City.parse({
    city: { id: 'klein', name: 'Klein', timeZone: 'Europe/Berlin', holidayRegion: 'DE-BY', centre: at(0, 0), bounds: [10.9, 48.6, 11.1, 48.8], attribution: Text('Test') },
    areas: [{ id: 'mitte', name: Text('Mitte') }],
    junctions: [{
      id: 'kreuz', name: 'Kreuz', area: 'mitte', position: at(0, 0), controllerId: 'tc-kreuz',
      arms: [arm('n', 0, 'a'), arm('e', 90, 'b'), arm('s', 180, 'a'), arm('w', 270, 'b')],
      signalGroups: [{ id: 'a', kind: 'vehicle', minGreenS: 10 }, { id: 'b', kind: 'vehicle', minGreenS: 10 }, { id: 'f', kind: 'pedestrian', minGreenS: 8 }],
      intergreensS: { a: { b: 5 }, b: { a: 5, f: 6 }, f: { b: 8 } },
      stages: [{ id: 'ns', groups: ['a', 'f'] }, { id: 'ew', groups: ['b'] }],
      plans: [
        { id: 'p1', cycleS: 60, offsetS: 0, stages: [{ stageId: 'ns', greenS: 26 }, { stageId: 'ew', greenS: 20 }] },
        { id: 'p2', cycleS: 80, offsetS: 7, stages: [{ stageId: 'ns', greenS: 36 }, { stageId: 'ew', greenS: 30 }] },
      ],
      timetable: [{ from: '00:00', to: '08:00', plan: 'p1' }, { from: '08:00', to: '23:59', plan: 'p2' }],
    }],
    links: [link('n', 0, 400, true), link('n', 0, 400, false), link('e', 400, 0, true), link('e', 400, 0, false), link('s', 0, -400, true), link('s', 0, -400, false), link('w', -400, 0, true), link('w', -400, 0, false)],
    facilities: [
      facility('nord', 15, 250, 200, [{ deviceId: 'pz-nord', kind: 'absolute', audience: 'shortStay' }, { deviceId: 'pt-nord', kind: 'totals', audience: 'shortStay', modulus: 50 }],
        [{ id: 'shortStay', capacity: 200 }]),
      facility('ost', 250, 15, 60, [{ deviceId: 'pz-ost', kind: 'absolute', audience: 'all' }, { deviceId: 'ps-ost-1', kind: 'space', audience: 'shortStay' }, { deviceId: 'ps-ost-2', kind: 'space', audience: 'shortStay' }],
        [{ id: 'shortStay', capacity: 40 }, { id: 'contract', capacity: 20 }]),
    ],
    signs: [{
      id: 'sign-n', name: 'Nord', area: 'mitte', position: at(-3, 380), facingDeg: 180, type: 'counter',
      rows: [{ id: 'r1', target: 'nord', label: 'Nord' }, { id: 'r2', target: 'ost', label: 'Ost' }], rules: [{ id: 'normal', show: { rows: true } }],
    }],
  });
}

/** Tuesday 10 March 2026, 07:00 local time. */
export const TUESDAY_7 = Date.parse('2026-03-10T07:00:00+01:00');

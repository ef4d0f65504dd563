// The service's engine instead of the rules alone: what a controller would publish goes in as it comes off the wire, what the engine
// wants published comes back to the controllers. The service and the simulator stay strangers: only messages go between them.
import { City, parseTopic } from '@wegweiser/contracts';
import { CityEngine } from '../../../apps/service/dist/engine/city-engine.js';
import { LiveStore } from '../../../apps/service/dist/live/live-store.js';
import { decodeOwn } from './decode.mjs';
import { createControllers, namesOf } from '../../../sensors-sim/dist/sumo/controllers.js';
import { cityOf } from './city.mjs';

/** Monday 23 November 2026, midnight UTC, stands for second 0 of SUMO. */
export const EPOCH_MS = Date.UTC(2026, 10, 23);

export function createEngineRules(street, ground) {
  const names = namesOf(street, ground.loops);
  const city = City.parse(cityOf(street, ground, names));
  const store = new LiveStore('sumo');
  const engine = new CityEngine(city, store);
  const controllers = createControllers(street, names, 'a', EPOCH_MS);
  const ended = [];
  let requests = 0;
  let offset = 0;
  const take = ({ publish, failures }) => {
    if (failures.length > 0) throw failures[0].error;
    for (const { topic, payload } of publish) {
      if (parseTopic(topic)?.message === 'stage') requests++;
      controllers.receive(topic, payload);
    }
  };
  return {
    store, city,
    seen: () => ({ requests, ended: [...ended, ...store.list('alarms').filter((a) => a.code === 'signalAutomaticEnded').map((a) => a.text.en)] }),
    choose: () => {
      const nowMs = EPOCH_MS + street.nowS() * 1000;
      engine.process({ events: controllers.states().map((m) => ({ type: 'reading', offset: offset++, reading: decodeOwn(m, nowMs), late: false })) });
      take(engine.takeEffects());
      controllers.obey();
      return {};
    },
  };
}

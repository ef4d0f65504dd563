import { describe, expect, it } from 'vitest';
import { ROOT } from '../harness/process.js';
import { until } from '../harness/until.js';
import { freePort, worlds, type Service } from '../harness/world.js';

const world = worlds();
const CITY = `${ROOT}config/cities/ingolstadt`;

/** The part of a page about one garage, without markup. */
const cardOf = (page: string, id: string): string => (page.split('<li class="card"').find((part) => part.includes(`id="p-${id}"`)) ?? '').replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
const pageOf = async (service: Service, path: string): Promise<string> => (await fetch(service.address + path)).text();

/** What a browser without scripts sends of the form: its fields by their names in the page. */
const asked = (page: string, values: Record<string, string>): string => {
  const form = /<form class="search".*?<\/form>/s.exec(page)?.[0] ?? '';
  const names = new Set([...form.matchAll(/name="(\w+)"/g)].map(([, name]) => name));
  expect(Object.keys(values).filter((name) => !names.has(name))).toEqual([]);
  return `/?${new URLSearchParams(values)}`;
};

describe('a driver without JavaScript', () => {
  it('finds a disabled space in the demo city, counted by its own sensors', async () => {
    const w = world();
    const broker = await w.broker();
    // No database answers: drivers do not need one.
    const service = await w.service(broker.url, `postgres://nobody@127.0.0.1:${await freePort()}/none`, { cityDir: CITY, clock: 'simulated' });
    await service.start();
    await until('broker link', async () => (await service.rest.get<{ broker: string }>('/readyz')).broker === 'ok');
    w.simulator('city', ['run', '--broker', broker.url, '--city', CITY, '--rate', '60']).spawn();

    const path = asked(await pageOf(service, '/'), { q: 'Stadttheater', audience: 'disabled' });
    const found = await until('a disabled space', async () => {
      const page = await pageOf(service, path);
      return /Beste Wahl.* [1-6] Pl[aä]tze? frei/.test(cardOf(page, 'theater-ost')) && page;
    }, 60_000);
    expect(found).toContain('nahe Stadttheater');
    expect(cardOf(found, 'theater-ost')).toMatch(/min zu Fuß.* gezählt (gerade eben|vor \d)/);
    const garage = await pageOf(service, /href="(\/parken\/theater-ost[^"]*)"/.exec(found)![1]!.replaceAll('&amp;', '&'));
    const rows = [...garage.matchAll(/data-audience="(\w+)".*?<\/tr>/gs)].map(([row, id]) => [id, /data-part="row-number">([^<]*)/.exec(row)?.[1]]);
    const state = await service.rest.get<{ audiences: { id: string; vacant: number }[] }>('/api/v1/facilities/theater-ost');
    expect(rows.map(([id]) => id)).toEqual(state.audiences.map((one) => one.id));
    expect(rows.filter(([, count]) => /^\d+$/.test(count ?? ''))).toHaveLength(3);
    expect(garage).toMatch(/href="geo:48\.7/);
  });
});

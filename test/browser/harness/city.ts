import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { City } from '@wegweiser/contracts';
import { parse } from 'yaml';

const FOLDER = fileURLToPath(new URL('../../../config/cities/ingolstadt/', import.meta.url));

function readCity(): City {
  const sections: Record<string, unknown> = {};
  for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.yaml')).toSorted()) {
    for (const [name, value] of Object.entries(parse(readFileSync(FOLDER + file, 'utf8')) as Record<string, unknown>)) {
      const before = sections[name];
      if (!name.startsWith('x-')) sections[name] = Array.isArray(before) && Array.isArray(value) ? [...(before as unknown[]), ...(value as unknown[])] : value;
    }
  }
  return City.parse(sections);
}

let asConfigured: City | undefined;

/** The demo city as it is configured; read once, for it takes as long as a page, and a copy for each that asks. */
export const ingolstadt = (): City => structuredClone((asConfigured ??= readCity()));

/** The demo city with what it does not have and others do: height limits, opening hours, more disabled and charging spaces. */
export const richCity = (): City => {
  const city = ingolstadt();
  const change = (id: string, edit: (facility: City['facilities'][number]) => void): void => {
    const facility = city.facilities.find((one) => one.id === id);
    if (facility === undefined) throw new Error(`no facility ${id}`);
    edit(facility);
  };
  for (const f of city.facilities) f.audiences = f.audiences.filter((one) => one.id === 'shortStay');
  const spaces = (f: City['facilities'][number], disabled: number, charging?: number): void => {
    f.audiences.push({ id: 'disabled', capacity: disabled }, ...(charging === undefined ? [] : [{ id: 'charging', capacity: charging }]));
  };
  change('theater-ost', (f) => {
    f.heightLimitM = 2.1;
    spaces(f, 12, 8);
  });
  change('theater-west', (f) => {
    f.heightLimitM = 1.9;
    f.openingHours = 'Mo-Sa 06:00-24:00';
    spaces(f, 6);
  });
  change('muenster', (f) => {
    f.heightLimitM = 2;
    spaces(f, 3);
  });
  return city;
};

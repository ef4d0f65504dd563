import type { LocalTime } from '../local-time.js';
import { withinHours } from '../local-time.js';

const DAYS = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'];

/**
 * Is a facility open? Reads the subset of OSM `opening_hours` that garages use: `24/7`, or rules like
 * `Mo-Fr 06:00-22:00; Sa,Su 08:00-20:00; PH off`, later rules winning. Anything else counts as open.
 */
export function isOpen(openingHours: string, t: LocalTime): boolean {
  if (openingHours.trim() === '24/7') return true;
  let open: boolean | null = null;
  for (const rule of openingHours.split(';')) {
    const m = /^\s*((?:[A-Z][a-z](?:-[A-Z][a-z])?,?)+)?\s*(24\/7|off|closed|[\d:,\s-]+)\s*$/.exec(rule);
    if (!m) {
      if (/^\s*PH\b/.test(rule)) continue;
      return true;
    }
    if (m[1] && !daysOf(m[1]).has(t.weekday)) continue;
    open = within(m[2] ?? '', t.hour);
  }
  return open ?? false;
}

function within(times: string, hour: number): boolean {
  if (times === '24/7') return true;
  return times.split(',').some((span) => {
    const m = /(\d{2}:\d{2})\s*-\s*(\d{2}:\d{2})/.exec(span);
    return m?.[1] && m[2] ? withinHours(hour, m[1], m[2]) : false;
  });
}

function daysOf(text: string): Set<number> {
  const days = new Set<number>();
  for (const part of text.split(',')) {
    const [a, b] = part.split('-');
    const from = DAYS.indexOf(a ?? '') + 1;
    const to = b ? DAYS.indexOf(b) + 1 : from;
    for (let d = from; d !== 0; d = (d % 7) + 1) {
      days.add(d);
      if (d === to || days.size === 7) break;
    }
  }
  return days;
}

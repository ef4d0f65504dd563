import { readFileSync } from 'node:fs';

const DAY_MS = 86_400_000;
const ISSUE_EVERY_MS = 2 * 3_600_000;

function* cellsOf(file) {
  const [head, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  const names = head.split(',');
  for (const line of lines) {
    const cells = line.split(',');
    yield Object.fromEntries(names.map((name, i) => [name, cells[i]]));
  }
}

/** A week of one garage: what was counted, and what was forecast every two hours. */
export function readWeek(truth, forecast, { lot, from }) {
  const begin = Date.parse(`${from}T00:00Z`);
  const inWeek = (ms) => ms >= begin && ms < begin + 7 * DAY_MS;
  const counted = [];
  let capacity = 0;
  for (const row of cellsOf(truth)) {
    const ms = Date.parse(row.time);
    if (row.lot !== lot || !inWeek(ms)) continue;
    counted.push([(ms - begin) / 60_000, Number(row.free)]);
    capacity = Number(row.capacity);
  }
  const fans = new Map();
  for (const row of cellsOf(forecast)) {
    const ms = Date.parse(row.t_issue);
    if (row.lot !== lot || !inWeek(ms) || ms % ISSUE_EVERY_MS !== 0) continue;
    const minute = (ms - begin) / 60_000;
    const fan = fans.get(minute) ?? [];
    fan.push([Number(row.horizon), ...['q05', 'q25', 'q50', 'q75', 'q95'].map((q) => Number(row[q]))]);
    fans.set(minute, fan);
  }
  return { capacity, counted, fans: [...fans] };
}

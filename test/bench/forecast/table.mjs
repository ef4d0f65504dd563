import { renewTable } from '../lib/renew.mjs';

/** Gradient boosting of the shared baselines on the same weeks, learned from the same past: MAE %, Brier, CRPS % at 60 minutes. */
const BOOSTING = { nuernberg: [2.957, 0.01513, 2.008], osnabrueck: [3.492, 0.01219, 2.408], dresden: [2.932, 0.01563, 1.963], birmingham: [2.08, 0.01827, 1.497] };
const NAMES = { nuernberg: 'Nürnberg', osnabrueck: 'Osnabrück', dresden: 'Dresden', ingolstadt: 'Ingolstadt', birmingham: 'Birmingham' };
const HEAD = ['city, minutes', 'MAE %', 'boosting', 'persistence', 'Brier', 'boosting', 'CRPS %', 'promised 90 %, full'];

const brier = (value) => value.toFixed(5).slice(1);

function rowsOf(name, { horizons, persistence }) {
  return Object.entries(horizons).map(([minutes, h]) => {
    const boosting = minutes === '60' ? BOOSTING[name] : undefined;
    return [
      `${NAMES[name]} ${minutes}`, h.mae_pct.toFixed(3), boosting?.[0].toFixed(3) ?? '-', persistence[minutes].mae_pct.toFixed(3), brier(h.brier), boosting === undefined ? '-' : brier(boosting[1]),
      h.crps_pct.toFixed(3), `${(100 * h.promised_but_full).toFixed(2)} %`,
    ];
  });
}

const WEEKLY_HEAD = ['city, minutes', 'MAE %', 'less than boosting', 'Brier', 'less than boosting', 'CRPS %', 'promised 90 %, full'];
const less = (own, other) => (other === undefined ? '-' : `${(100 * (1 - own / other)).toFixed(1)} %`);

/** Learned again every week, as the program does if not told otherwise. */
function weeklyRows(name, weekly) {
  return Object.entries(weekly).map(([minutes, h]) => {
    const boosting = minutes === '60' ? BOOSTING[name] : undefined;
    return [`${NAMES[name]} ${minutes}`, h.mae_pct.toFixed(3), less(h.mae_pct, boosting?.[0]), brier(h.brier), less(h.brier, boosting?.[1]), h.crps_pct.toFixed(3), `${(100 * h.promised_but_full).toFixed(2)} %`];
  });
}

/** Puts the figures between their marks. */
export function renewForecastTable(file, results) {
  renewTable(file, 'weekly figures', WEEKLY_HEAD, Object.keys(NAMES).flatMap((name) => (results[name]?.weekly === undefined ? [] : weeklyRows(name, results[name].weekly))));
  renewTable(file, 'forecast figures', HEAD, Object.keys(NAMES).flatMap((name) => (results[name] === undefined ? [] : rowsOf(name, results[name]))));
}

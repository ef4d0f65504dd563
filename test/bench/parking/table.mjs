import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { asTable, renewTable } from '../lib/renew.mjs';

/** Results as a table: means over the seeds that an arm shares with the two it is measured against. */
const COLUMNS = ['demand', 'arm', 'seeds', 'driving s', 'km', 'walk m', 'met full %', 'search km', 'unparked', 'background h', 'time saved %', 'distance saved %', 'walk vs central %'];
const ARMS = {
  none: 'no guidance', counts: 'all see current counts', counts50: 'half see current counts', central: 'central assignment', central50: 'half follow central assignment',
  wegweiser: 'all follow us', wegweiser50: 'half follow us',
};
const STORED = fileURLToPath(new URL('./results.json', import.meta.url));
/** What the table is made of. */
const KEPT = ['demand', 'arm', 'seed', 'drive_s', 'drive_km', 'walk_m', 'failed_share', 'search_km', 'unparked', 'bg_loss_h'];

const mean = (list, of) => list.reduce((sum, one) => sum + of(one), 0) / list.length;

/** The rule was made with the other seeds; these were run once, when it was finished. */
const HELD_OUT = [4, 5, 6];
const isHeldOut = ({ seed }) => HELD_OUT.includes(seed);

function row(demand, arm, heldOut, all) {
  const results = all.filter((one) => isHeldOut(one) === heldOut);
  const of = (name, seed) => results.find((one) => one.demand === demand && one.arm === name && one.seed === seed);
  const mine = results.filter((one) => one.demand === demand && one.arm === arm && of('none', one.seed) && of('central', one.seed));
  if (mine.length === 0) return null;
  // Sums over the seeds first: one seed in which there was little to save does not weigh more than the others.
  const share = (key) => {
    const at = (name) => mean(mine, ({ seed }) => of(name, seed)[key]);
    return (100 * (at('none') - mean(mine, (one) => one[key]))) / (at('none') - at('central'));
  };
  const walk = 100 * (mean(mine, (one) => one.walk_m) / mean(mine, ({ seed }) => of('central', seed).walk_m) - 1);
  return [
    heldOut ? `${demand}, held out` : demand, ARMS[arm] ?? arm, mine.map(({ seed }) => seed).join(' '), mean(mine, (one) => one.drive_s).toFixed(0), mean(mine, (one) => one.drive_km).toFixed(2), mean(mine, (one) => one.walk_m).toFixed(0),
    (100 * mean(mine, (one) => one.failed_share)).toFixed(1), mean(mine, (one) => one.search_km).toFixed(3), mean(mine, (one) => one.unparked).toFixed(0), mean(mine, (one) => one.bg_loss_h).toFixed(0),
    share('drive_s').toFixed(0), share('drive_km').toFixed(0), walk.toFixed(0),
  ];
}

function rowsOf(results) {
  const keys = [...new Map(results.map((one) => [`${one.demand} ${one.arm} ${isHeldOut(one)}`, [one.demand, one.arm, isHeldOut(one)]])).values()];
  const order = ([demand, arm, heldOut]) => (demand === 'normal' ? 0 : 100) + (heldOut ? 50 : 0) + Object.keys(ARMS).indexOf(arm);
  return keys.toSorted((a, b) => order(a) - order(b)).map(([demand, arm, heldOut]) => row(demand, arm, heldOut, results)).filter((one) => one !== null);
}
export const tableOf = (results) => asTable(COLUMNS, rowsOf(results));

/** The newest results of a whole run, as they are kept beside this file. */
export const storedSearch = () => (existsSync(STORED) ? JSON.parse(readFileSync(STORED, 'utf8')) : []);
/** Newer results take the place of older ones of the same demand, arm and seed. */
export function storeSearch(results) {
  const of = ({ demand, arm, seed }) => `${demand} ${arm} ${seed}`;
  const all = new Map([...storedSearch(), ...results].map((one) => [of(one), Object.fromEntries(KEPT.map((key) => [key, one[key]]))]));
  const stored = [...all.values()];
  writeFileSync(STORED, `[\n${stored.map((one) => JSON.stringify(one)).join(',\n')}\n]\n`);
  return stored;
}
/** Puts the table between its marks. */
export const renewSearchTable = (file, results) => renewTable(file, 'search figures', COLUMNS, rowsOf(results));

/** Results as a table: means over the seeds that an arm shares with the two it is measured against. */
const COLUMNS = ['demand', 'arm', 'seeds', 'driving s', 'km', 'walk m', 'met full %', 'search km', 'unparked', 'background h', 'time saved %', 'distance saved %', 'walk vs central %'];

const mean = (list, of) => list.reduce((sum, one) => sum + of(one), 0) / list.length;

function row(demand, arm, results) {
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
    demand, arm, mine.map(({ seed }) => seed).join(' '), mean(mine, (one) => one.drive_s).toFixed(0), mean(mine, (one) => one.drive_km).toFixed(2), mean(mine, (one) => one.walk_m).toFixed(0),
    (100 * mean(mine, (one) => one.failed_share)).toFixed(1), mean(mine, (one) => one.search_km).toFixed(3), mean(mine, (one) => one.unparked).toFixed(0), mean(mine, (one) => one.bg_loss_h).toFixed(0),
    share('drive_s').toFixed(0), share('drive_km').toFixed(0), walk.toFixed(0),
  ];
}

export function tableOf(results) {
  const keys = [...new Map(results.map(({ demand, arm }) => [`${demand} ${arm}`, [demand, arm]])).values()];
  const rows = keys.map(([demand, arm]) => row(demand, arm, results)).filter((one) => one !== null);
  return [COLUMNS, COLUMNS.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

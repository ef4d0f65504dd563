/** Plots of docs/parking.md as SVG that follows the reader's light or dark page. */
const STYLE = `<style>
  text { font: 13px system-ui, sans-serif; fill: #1b1f24 } .grid { stroke: #c9d1d9 } .axis { stroke: #57606a } .ideal { stroke: #57606a; stroke-dasharray: 5 4 }
  .count { fill: none; stroke: #1b1f24; stroke-width: 1.6 } .wide { fill: #0969da; opacity: .18 } .half { fill: #0969da; opacity: .35 } .median { fill: none; stroke: #0550ae; stroke-width: 1.6 }
  @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .grid { stroke: #30363d } .axis, .ideal { stroke: #8b949e } .count { stroke: #f0f6fc } .wide, .half { fill: #58a6ff } .median { stroke: #79c0ff } }
</style>`;
const open = (width, height, title) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}"><title>${title}</title>${STYLE}`;
const n = (x) => Number(x.toFixed(1));
/** Colour and mark of each city: told apart without colour too. */
const CITIES = {
  nuernberg: ['Nürnberg', '#0969da', 'circle'], osnabrueck: ['Osnabrück', '#bc4c00', 'square'], dresden: ['Dresden', '#1a7f37', 'triangle'],
  ingolstadt: ['Ingolstadt', '#8250df', 'diamond'], birmingham: ['Birmingham', '#bf3989', 'cross'],
};

function mark(kind, x, y, r, colour) {
  const at = `fill="${colour}" stroke="${colour}"`;
  switch (kind) {
    case 'circle':
      return `<circle cx="${n(x)}" cy="${n(y)}" r="${r}" ${at}/>`;
    case 'square':
      return `<rect x="${n(x - r)}" y="${n(y - r)}" width="${2 * r}" height="${2 * r}" ${at}/>`;
    case 'triangle':
      return `<path d="M${n(x)} ${n(y - r)}L${n(x + r)} ${n(y + r)}H${n(x - r)}Z" ${at}/>`;
    case 'diamond':
      return `<path d="M${n(x)} ${n(y - r - 1)}L${n(x + r + 1)} ${n(y)}L${n(x)} ${n(y + r + 1)}L${n(x - r - 1)} ${n(y)}Z" ${at}/>`;
    default:
      return `<path d="M${n(x - r)} ${n(y - r)}L${n(x + r)} ${n(y + r)}M${n(x - r)} ${n(y + r)}L${n(x + r)} ${n(y - r)}" stroke-width="2.5" ${at}/>`;
  }
}

/** Promised probability of a free space in 60 minutes against how often there was one. Classes with few outcomes are left out. */
export function reliabilityPlot(results) {
  const known = Object.keys(CITIES).filter((name) => results[name]?.horizons['60'] !== undefined);
  if (known.length === 0) return null;
  const [left, top, size] = [60, 16, 400];
  const x = (share) => left + share * size;
  const y = (share) => top + (1 - share) * size;
  const parts = [open(640, 480, 'Promised chance of a free space in 60 minutes, and how often it came true')];
  for (const tick of [0, 0.2, 0.4, 0.6, 0.8, 1]) {
    parts.push(`<path class="grid" d="M${x(tick)} ${y(0)}V${y(1)}M${x(0)} ${y(tick)}H${x(1)}"/>`);
    parts.push(`<text x="${x(tick)}" y="${y(0) + 20}" text-anchor="middle">${tick * 100}</text><text x="${x(0) - 8}" y="${y(tick) + 4}" text-anchor="end">${tick * 100}</text>`);
  }
  parts.push(`<path class="ideal" d="M${x(0)} ${y(0)}L${x(1)} ${y(1)}"/><text x="${x(0.5)}" y="${y(0) + 44}" text-anchor="middle">promised, %</text><text transform="translate(16 ${y(0.5)}) rotate(-90)" text-anchor="middle">came true, %</text>`);
  for (const [i, name] of known.entries()) {
    const [label, colour, kind] = CITIES[name];
    // A class that nothing was promised in is empty.
    for (const [outcomes, promised, came] of results[name].horizons['60'].reliability.filter((one) => one !== null)) if (outcomes >= 50) parts.push(mark(kind, x(promised), y(came), 4.5, colour));
    parts.push(mark(kind, 490, 40 + 26 * i, 4.5, colour), `<text x="504" y="${45 + 26 * i}">${label}</text>`);
  }
  return `${parts.join('\n')}\n</svg>\n`;
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** A week of one garage: the count, and fans of forecasts issued every two hours. */
export function weekPlot(results) {
  const week = Object.values(results).find((r) => r.week !== undefined)?.week;
  if (week === undefined) return null;
  const [left, top, width, height] = [52, 34, 1120, 260];
  const x = (minute) => n(left + (minute / (7 * 1440)) * width);
  const y = (free) => n(top + (1 - free / week.capacity) * height);
  const title = `${week.name}, week from ${week.from}: free spaces counted, and forecasts issued every two hours`;
  const parts = [open(1190, 330, title), `<text x="${left}" y="18">${title}</text>`];
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    const free = Math.round(share * week.capacity);
    parts.push(`<path class="grid" d="M${left} ${y(free)}H${left + width}"/><text x="${left - 8}" y="${y(free) + 4}" text-anchor="end">${free}</text>`);
  }
  for (let day = 0; day < 7; day++) parts.push(`<path class="axis" d="M${x(day * 1440)} ${top}V${top + height}"/><text x="${x((day + 0.5) * 1440)}" y="${top + height + 20}" text-anchor="middle">${WEEKDAYS[(new Date(week.from).getUTCDay() + 6 + day) % 7]}</text>`);
  const countAt = new Map(week.counted);
  for (const [issued, fan] of week.fans) {
    const now = countAt.get(issued);
    if (now === undefined) continue;
    const steps = [[0, now, now, now, now, now], ...fan];
    const edge = (i) => steps.map((s) => `${x(issued + s[0])} ${y(s[i])}`);
    const band = (low, high) => `M${edge(low).join('L')}L${edge(high).toReversed().join('L')}Z`;
    parts.push(`<path class="wide" d="${band(1, 5)}"/><path class="half" d="${band(2, 4)}"/><path class="median" d="M${edge(3).join('L')}"/>`);
  }
  let before = Number.NEGATIVE_INFINITY;
  const line = week.counted.map(([minute, free]) => {
    const joined = minute - before <= 30;
    before = minute;
    return `${joined ? 'L' : 'M'}${x(minute)} ${y(free)}`;
  });
  parts.push(`<path class="count" d="${line.join('')}"/>`);
  return `${parts.join('\n')}\n</svg>\n`;
}

// What every bench needs: CPU time of other processes, the machine in a line, medians with their spread.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';

/** Fields of /proc/PID/stat behind the name, which may hold blanks. `null` when the process is gone. */
function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}
const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** User and system seconds of one process, all its threads. */
export function cpuSeconds(pid) {
  const stat = statOf(pid);
  return stat === null ? 0 : (Number(stat[11]) + Number(stat[12])) / TICKS_PER_SECOND;
}

/** The same of a process and all its children, those that have ended included. */
export function cpuSecondsOfTree(pid) {
  const stat = statOf(pid);
  if (stat === null) return 0;
  const own = stat.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS_PER_SECOND;
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && statOf(name)?.[1] === String(pid));
  return children.reduce((sum, child) => sum + cpuSecondsOfTree(Number(child)), own);
}

export const residentMiB = (pid) => Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024);

export const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
/** `median (least-most)` */
export const spread = (list, digits = 2) => `${median(list).toFixed(digits)} (${Math.min(...list).toFixed(digits)}-${Math.max(...list).toFixed(digits)})`;
/** Share `q` of a list that is sorted already. */
export const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
/** `p50 .. p99 .. max` of a list, ms. */
export function latencies(list) {
  const sorted = list.toSorted((a, b) => a - b);
  return `p50 ${quantile(sorted, 0.5).toFixed(2)} ms, p99 ${quantile(sorted, 0.99).toFixed(2)} ms, max ${sorted.at(-1).toFixed(2)} ms (${sorted.length})`;
}

export function printMachine(...more) {
  const kernel = execFileSync('uname', ['-r'], { encoding: 'utf8' }).trim();
  console.log([`machine: ${cpus()[0].model}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB; Linux ${kernel}; Node ${process.version}`, ...more].join('; '));
}
export const printLoad = (when) => console.log(`load ${when}: ${loadavg().map((n) => n.toFixed(2)).join(' ')}`);

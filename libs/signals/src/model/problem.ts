/** One finding about a junction's configuration. `path` leads from the junction to the place, e.g. `['stages', 1, 'groups', 0]`. */
export interface Problem {
  readonly junctionId: string;
  readonly path: readonly (string | number)[];
  /** An error forbids operation; a warning is unusual and said once. */
  readonly severity: 'error' | 'warning';
  readonly code: string;
  /** English, names the junction. */
  readonly message: string;
}

type Say = (path: readonly (string | number)[], code: string, message: string) => void;

export interface Report {
  readonly error: Say;
  readonly warning: Say;
}

export function problemsOf(junction: { readonly id: string; readonly name: string }, check: (report: Report) => void): Problem[] {
  const found: Problem[] = [];
  const say =
    (severity: Problem['severity']): Say =>
    (path, code, message) => {
      found.push({ junctionId: junction.id, path, severity, code, message: `junction ${junction.id} (${junction.name}): ${message}` });
    };
  check({ error: say('error'), warning: say('warning') });
  return found;
}

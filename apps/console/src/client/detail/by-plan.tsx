import { textOf, useMessages } from '../i18n/index.js';
import { useCity } from '../state/city.js';
import { select } from '../state/ui.js';
import { Section } from '../ui/parts.js';

/** The action plan that stands under a lock, or decides. */
export function ByPlan({ id }: { id: string | null }) {
  const m = useMessages();
  const plan = useCity().plans.get(id ?? '');
  if (id === null) return null;
  return <Section title={m.byPlan} tone="warn"><p><button type="button" class="link" onClick={() => select({ kind: 'plans', id })}>{plan === undefined ? id : textOf(plan.name)}</button></p></Section>;
}

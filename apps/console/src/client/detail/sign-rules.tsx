import type { SignConfig } from '@wegweiser/contracts';
import { STATUS_WORDS } from '@wegweiser/web-kit';
import { useMessages } from '../i18n/index.js';
import { useCity } from '../state/city.js';
import { useUi } from '../state/ui.js';
import { Chip } from '../ui/parts.js';
import { conditionText, type Names } from './why-catalogue.js';
import { useWhyWords } from './why.js';

/** What else the sign could show: its rules by rank, when each applies, and which one decides; under a lock none does. */
export function SignRules({ config, ruleId }: { config: SignConfig; ruleId: string | null }) {
  const m = useMessages();
  const w = useWhyWords();
  const index = useCity();
  const lang = useUi((s) => s.lang);
  const statuses: Readonly<Record<string, string>> = { ...STATUS_WORDS[lang], available: STATUS_WORDS[lang].spacesAvailable };
  const levels: Readonly<Record<string, string>> = m.level;
  const names: Names = {
    facility: (id) => index.facilities.get(id)?.name ?? id,
    link: (id) => index.links.get(id)?.street ?? id,
    status: (status) => statuses[status] ?? status,
    level: (level) => levels[level] ?? level,
  };
  const rules = [...config.rules].sort((a, b) => b.priority - a.priority);
  return (
    <details class="more">
      <summary>{w.alternatives} ({rules.length})</summary>
      <table class="table">
        <thead><tr><th scope="col">{m.rule}</th><th scope="col" class="num">{w.priority}</th><th scope="col">{w.condition}</th><th scope="col">{w.shows}</th></tr></thead>
        <tbody>
          {rules.map((rule) => (
            <tr key={rule.id}>
              <th scope="row"><code>{rule.id}</code>{rule.id === ruleId && <> <Chip tone="ok" icon="check">{w.inForce}</Chip></>}</th>
              <td class="num">{rule.priority}</td>
              <td>{conditionText(w, rule, names)}</td>
              <td>{'multi' in rule.show ? <code class="multi">{rule.show.multi}</code> : w.rows}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

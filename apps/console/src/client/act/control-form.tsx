import { useTacticalWords } from '../detail/tactical.js';
import { controlJunction } from '../state/api.js';
import { useCity } from '../state/city.js';
import { ActForm } from './form.js';

/** Who chooses the stages of a junction from now on. */
export function ControlForm({ id, mode }: { id: string; mode: 'advice' | 'automatic' }) {
  const w = useTacticalWords();
  const config = useCity().junctions.get(id);
  if (config === undefined) return null;
  const on = mode === 'automatic';
  return (
    <ActForm title={(on ? w.on : w.off).replace(' …', '')} subject={config.name} suggestions={w.reasons} done={on ? w.done.on : w.done.off} effect={on ? w.onEffect : w.offEffect} danger={on} of={{ kind: 'junctions', id }} act={(reason, seen) => controlJunction(id, { mode, reason }, seen)} />
  );
}

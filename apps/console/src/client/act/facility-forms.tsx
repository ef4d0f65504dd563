import { useState } from 'preact/hooks';
import { textOf, useMessages } from '../i18n/index.js';
import { actOnFacility } from '../state/api.js';
import { useCity } from '../state/city.js';
import { collection, useThing } from '../state/live.js';
import { RezeroEffect } from '../detail/facility.js';
import { Field } from '../ui/field.js';
import { ActForm, ExpiryField, NumberField, numberFault } from './form.js';
import { inMinutes } from './expiry.js';

const MOST = 100_000;
const useName = (id: string): string => useCity().facilities.get(id)?.name ?? id;

export function CloseForm({ id }: { id: string }) {
  const m = useMessages();
  const [minutes, setMinutes] = useState<number | null>(60);
  return (
    <ActForm danger title={m.dialogs.closeFacility} subject={useName(id)} suggestions={m.reasonsClose} done={m.done.facility} effect={m.effects.close} of={{ kind: 'facilities', id }} act={(reason, seen) => actOnFacility(id, { action: 'close', reason, ...(minutes !== null && { until: inMinutes(minutes) }) }, seen)}>
      <ExpiryField open minutes={minutes} onChange={setMinutes} />
    </ActForm>
  );
}

export function OpenForm({ id }: { id: string }) {
  const m = useMessages();
  return <ActForm title={m.dialogs.openFacility} subject={useName(id)} suggestions={m.reasonsOpen} done={m.done.facility} effect={m.effects.open} of={{ kind: 'facilities', id }} act={(reason, seen) => actOnFacility(id, { action: 'open', reason }, seen)} />;
}

function AudienceField({ id, value, onChange }: { id: string; value: string; onChange: (value: string) => void }) {
  const m = useMessages();
  const audiences = useCity().facilities.get(id)?.audiences ?? [];
  if (audiences.length < 2) return null;
  return (
    <Field id="audience" label={m.form.audience}>
      <select id="audience" value={value} onChange={(e) => onChange(e.currentTarget.value)}>
        {audiences.map((a) => <option key={a.id} value={a.id}>{a.name === undefined ? (m.audiences[a.id] ?? a.id) : textOf(a.name)}</option>)}
      </select>
    </Field>
  );
}

export function CapacityForm({ id }: { id: string }) {
  const m = useMessages();
  const config = useCity().facilities.get(id);
  const [audience, setAudience] = useState(config?.audiences[0]?.id ?? 'shortStay');
  const [value, setValue] = useState(String(collection('facilities').get(id)?.capacity ?? config?.capacity ?? ''));
  const [minutes, setMinutes] = useState<number>(240);
  const [tried, setTried] = useState(false);
  const isValid = () => {
    setTried(true);
    return numberFault(m.form, value, MOST) === null;
  };
  return (
    <ActForm title={m.dialogs.capacity} subject={useName(id)} suggestions={m.reasonsCapacity} done={m.done.facility} effect={m.effects.capacity} isValid={isValid} of={{ kind: 'facilities', id }} act={(reason, seen) => actOnFacility(id, { action: 'temporaryCapacity', capacity: Number(value), audience, until: inMinutes(minutes), reason }, seen)}>
      <AudienceField id={id} value={audience} onChange={setAudience} />
      <NumberField id="capacity" label={m.form.capacity} value={value} max={MOST} onChange={setValue} tried={tried} />
      <ExpiryField minutes={minutes} onChange={(n) => setMinutes(n ?? 240)} />
    </ActForm>
  );
}

export function SetOccupiedForm({ id }: { id: string }) {
  const m = useMessages();
  const config = useCity().facilities.get(id);
  const [audience, setAudience] = useState(config?.audiences[0]?.id ?? 'shortStay');
  const [value, setValue] = useState(String(collection('facilities').get(id)?.audiences.find((a) => a.id === audience)?.occupied ?? ''));
  const [tried, setTried] = useState(false);
  const max = config?.audiences.find((a) => a.id === audience)?.capacity ?? MOST;
  const isValid = () => {
    setTried(true);
    return numberFault(m.form, value, max) === null;
  };
  return (
    <ActForm title={m.dialogs.setOccupied} subject={useName(id)} suggestions={m.reasonsCount} done={m.done.facility} effect={m.effects.count} isValid={isValid} of={{ kind: 'facilities', id }} act={(reason, seen) => actOnFacility(id, { action: 'setOccupied', audience, occupied: Number(value), reason }, seen)}>
      <AudienceField id={id} value={audience} onChange={setAudience} />
      <NumberField id="occupied" label={m.form.occupied} value={value} max={max} onChange={setValue} tried={tried} />
    </ActForm>
  );
}

function ProposalForm({ id, action }: { id: string; action: 'rezero' | 'declineRezero' }) {
  const m = useMessages();
  const proposal = useThing('facilities', id)?.rezeroProposal ?? null;
  const name = useName(id);
  // The proposal that was seen is the one that is decided on, even when another arrives while the form is open.
  const [seen] = useState(proposal);
  if (seen === null) return null;
  return (
    <ActForm title={m.dialogs[action]} subject={name} suggestions={m.reasonsCount} done={m.done.facility} effect={action === 'rezero' ? m.effects.count : m.effects.declineRezero} of={{ kind: 'facilities', id }} act={(reason, revision) => actOnFacility(id, { action, proposalId: seen.proposalId, reason }, revision)}>
      <div class="form-card"><RezeroEffect proposal={seen} /></div>
    </ActForm>
  );
}
export const RezeroForm = ({ id }: { id: string }) => <ProposalForm id={id} action="rezero" />;
export const DeclineRezeroForm = ({ id }: { id: string }) => <ProposalForm id={id} action="declineRezero" />;

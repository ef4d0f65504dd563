import { useMessages } from '../i18n/index.js';
import { useCity } from '../state/city.js';
import { useThing } from '../state/live.js';
import { select, type Selection } from '../state/ui.js';
import { AlarmDetail, subjectOf } from './alarm.js';
import { CorridorDetail } from './corridor.js';
import { DeviceDetail } from './device.js';
import { FacilityDetail } from './facility.js';
import { JunctionDetail } from './junction.js';
import { LinkDetail } from './link.js';
import { PlanDetail } from './plan.js';
import { SignDetail } from './sign.js';

/** An alarm with the whole panel of what it is about below: values, reasons and actions without another step. */
function AlarmWithSubject({ id }: { id: string }) {
  const m = useMessages();
  const index = useCity();
  const alarm = useThing('alarms', id);
  const subject = alarm === undefined ? null : subjectOf(index, alarm);
  return (
    <>
      <AlarmDetail id={id} />
      {subject !== null && (
        <>
          <h3 class="divider"><span>{m.things[subject.kind]}</span><button type="button" class="link" onClick={() => select({ kind: subject.kind, id: subject.id })}>{subject.name}</button></h3>
          <DetailBody kind={subject.kind} id={subject.id} />
        </>
      )}
    </>
  );
}

export function DetailBody({ kind, id }: Selection) {
  switch (kind) {
    case 'facilities':
      return <FacilityDetail id={id} />;
    case 'links':
      return <LinkDetail id={id} />;
    case 'junctions':
      return <JunctionDetail id={id} />;
    case 'signs':
      return <SignDetail id={id} />;
    case 'alarms':
      return <AlarmWithSubject id={id} />;
    case 'devices':
      return <DeviceDetail id={id} />;
    case 'plans':
      return <PlanDetail id={id} />;
    case 'corridors':
      return <CorridorDetail id={id} />;
  }
}

import { useUi, type DialogName, type Selection } from '../state/ui.js';
import { ControlForm } from './control-form.js';
import { CorridorDecisionForm, DecisionForm } from './decision-form.js';
import { CapacityForm, CloseForm, DeclineRezeroForm, OpenForm, RezeroForm, SetOccupiedForm } from './facility-forms.js';
import { HelpDialog } from './help.js';
import { LogDialog } from './log.js';
import { OperatorDialog } from './operator.js';
import { DismissPlanForm, StartPlanForm, StopPlanForm } from './plan-forms.js';
import { LockSignForm, UnlockSignForm } from './sign-forms.js';

type Form = (props: Selection) => preact.JSX.Element | null;

const decisionForm = (decision: 'accept' | 'reject'): Form =>
  function Decide({ kind, id }) {
    return kind === 'corridors' ? <CorridorDecisionForm id={id} decision={decision} /> : <DecisionForm id={id} decision={decision} />;
  };

const FORMS: Readonly<Record<Exclude<DialogName, 'help' | 'operator' | 'log'>, Form>> = {
  lockSign: LockSignForm,
  unlockSign: UnlockSignForm,
  closeFacility: CloseForm,
  openFacility: OpenForm,
  capacity: CapacityForm,
  setOccupied: SetOccupiedForm,
  rezero: RezeroForm,
  declineRezero: DeclineRezeroForm,
  startPlan: StartPlanForm,
  stopPlan: StopPlanForm,
  dismissPlan: DismissPlanForm,
  accept: decisionForm('accept'),
  reject: decisionForm('reject'),
  automaticOn: ({ id }) => <ControlForm id={id} mode="automatic" />,
  automaticOff: ({ id }) => <ControlForm id={id} mode="advice" />,
};

export function Dialogs() {
  const [dialog, under, target] = [useUi((s) => s.dialog), useUi((s) => s.under), useUi((s) => s.target)];
  // The question who acts comes on top of the form that needs the answer; the form keeps what was typed.
  const form = dialog === 'operator' ? under : dialog;
  const Form = form === null || form === 'help' || form === 'operator' || form === 'log' ? null : FORMS[form];
  return (
    <>
      {form === 'help' && <HelpDialog />}
      {form === 'log' && <LogDialog />}
      {Form !== null && target !== null && <Form key={`${form} ${target.id}`} {...target} />}
      {dialog === 'operator' && <OperatorDialog />}
    </>
  );
}

import type { JunctionConfig, JunctionState } from '@wegweiser/contracts';
import { useMessages } from '../i18n/index.js';

type Colour = JunctionState['groups'][string];
const SIZE = 220;
const MID = SIZE / 2;
const LANE = 13;
/** Distance of the stop lines from the middle. */
const STOP = 46;

/** Colours of the lamps that are lit, from the top: red, amber, green. */
const LIT: Readonly<Record<Colour, readonly [boolean, boolean, boolean]>> = {
  0: [false, false, false], 1: [true, false, false], 2: [false, true, false], 3: [false, false, true], 4: [true, true, false], 5: [false, true, false], 6: [false, false, true], 9: [false, false, false],
};

/** A signal head: position of the lit lamp says what its colour says. */
export function SignalHead({ colour, two = false }: { colour: Colour; two?: boolean }) {
  const [red, amber, green] = LIT[colour];
  const lamps = two ? [['red', red], ['green', green]] as const : [['red', red], ['amber', amber], ['green', green]] as const;
  const height = lamps.length * 9 + 3;
  return (
    <svg class={`head${colour === 5 || colour === 6 ? ' is-flashing' : ''}`} viewBox={`0 0 12 ${height}`} width="12" height={height} aria-hidden="true">
      <rect class="head-box" width="12" height={height} rx="3.5" />
      {lamps.map(([name, lit], at) => <circle key={name} class={lit ? `lamp-${name}` : 'lamp-off'} cx="6" cy={6 + at * 9} r={lit ? 3.7 : 3} />)}
      {colour === 9 && <path class="head-unknown" d={`M3 ${height / 2}h6`} />}
    </svg>
  );
}

const colourClass = (colour: Colour | undefined): string => ({ 0: 'off', 1: 'red', 2: 'amber', 3: 'green', 4: 'amber', 5: 'amber', 6: 'green', 9: 'off' })[colour ?? 9];

function Arm({ arm, groups }: { arm: JunctionConfig['arms'][number]; groups: JunctionState['groups'] }) {
  const n = arm.lanes.length;
  // Seen from above with north up: turned so that the arm points away from the middle, cars come in on its right.
  return (
    <g transform={`rotate(${arm.bearingDeg} ${MID} ${MID})`}>
      <rect class="road" x={MID - n * LANE} y={2} width={n * LANE * 2} height={MID - 8} rx="3" />
      <path class="road-mid" d={`M${MID} 4V${MID - STOP}`} />
      {arm.lanes.map((lane, at) => {
        // Lanes are listed from left to right as the driver sees them; the driver comes towards the middle.
        const x = MID - (at + 0.5) * LANE;
        const state = colourClass(groups[lane.signalGroup]);
        return (
          <g key={lane.id}>
            {at > 0 && <path class="road-lane" d={`M${MID - at * LANE} 6V${MID - STOP}`} />}
            <path class={`stop stop-${state}`} d={`M${x - LANE / 2 + 1} ${MID - STOP}H${x + LANE / 2 - 1}`} />
            <path class={`move move-${state}`} d={`M${x} ${MID - STOP - 25}v17m-3.6-4.2 3.6 4.2 3.6-4.2`} />
          </g>
        );
      })}
    </g>
  );
}

/** The junction from above: arms at their bearings, a stop line per lane in the state of its signal group. */
export function JunctionPicture({ config, state }: { config: JunctionConfig; state: JunctionState | undefined }) {
  const m = useMessages();
  const groups = state?.groups ?? {};
  return (
    <svg class="junction" viewBox={`0 0 ${SIZE} ${SIZE}`} role="img" aria-label={`${m.layout}: ${config.arms.map((arm) => `${arm.street} (${arm.lanes.map((lane) => m.colours[groups[lane.signalGroup] ?? 9]).join(', ')})`).join('; ')}`}>
      {config.arms.map((arm) => <Arm key={arm.id} arm={arm} groups={groups} />)}
      <circle class="road" cx={MID} cy={MID} r={STOP - 6} />
      {config.arms.map((arm) => {
        const rad = (arm.bearingDeg * Math.PI) / 180;
        const [x, y] = [MID + Math.sin(rad) * (MID - 13), MID - Math.cos(rad) * (MID - 13)];
        return <g key={arm.id}><circle class="arm-dot" cx={x} cy={y} r="11" /><text class="arm-name" x={x} y={y + 3.6} text-anchor="middle">{arm.id.toUpperCase()}</text></g>;
      })}
    </svg>
  );
}

import type { FacilityStatus, LadderLevel, LevelOfService } from '@wegweiser/contracts';
import type { JunctionFace, Severity, SignFace, Tone } from '../state/assess.js';

/**
 * State glyphs of 24 x 24: the shape tells the state, the colour of the text only says it again. The map draws the same
 * shapes (map/icons.ts).
 */
export const STATUS_SHAPES: Readonly<Record<FacilityStatus, { body: string; cut: string }>> = {
  spacesAvailable: { body: 'M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20Z', cut: 'm7.2 12.4 3.3 3.3 6.3-6.8' },
  almostFull: { body: 'M12 1.8 23 21.2H1Z', cut: 'M12 9v5.6M12 17.3v1.5' },
  full: { body: 'M7.6 1.8h8.8l5.8 5.8v8.8l-5.8 5.8H7.6l-5.8-5.8V7.6Z', cut: 'm8.4 8.4 7.2 7.2m0-7.2-7.2 7.2' },
  closed: { body: 'M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20Z', cut: 'M6.8 12h10.4' },
  unknown: { body: 'M6 2h12a4 4 0 0 1 4 4v12a4 4 0 0 1-4 4H6a4 4 0 0 1-4-4V6a4 4 0 0 1 4-4Z', cut: 'M9 9.2a3.1 3.1 0 1 1 4.5 2.7c-1 .6-1.5 1.1-1.5 2.1M12 17v.8' },
  unavailable: { body: 'M6 2h12a4 4 0 0 1 4 4v12a4 4 0 0 1-4 4H6a4 4 0 0 1-4-4V6a4 4 0 0 1 4-4Z', cut: 'M7 12h.2M12 12h.2M17 12h.2' },
};

/** Pattern of a link by level of service: width and dashes say what the colour says. */
export const LEVEL_LINES: Readonly<Record<LevelOfService, { width: number; dash: string }>> = {
  free: { width: 2.5, dash: '' },
  dense: { width: 4.5, dash: '' },
  slow: { width: 5.5, dash: '6 3' },
  jam: { width: 7.5, dash: '' },
  unknown: { width: 2.5, dash: '2 4' },
};

const SEVERITY_PATHS: Readonly<Record<Severity, { body: string; cut: string }>> = {
  critical: { body: STATUS_SHAPES.full.body, cut: 'M12 6.5v7M12 16.8v1.2' },
  warning: STATUS_SHAPES.almostFull,
  info: { body: STATUS_SHAPES.closed.body, cut: 'M12 11v6M12 6.8v1.2' },
  cleared: STATUS_SHAPES.spacesAvailable,
};

type Props =
  | { of: 'facility'; status: FacilityStatus }
  | { of: 'link'; level: LevelOfService }
  | { of: 'junction'; face: JunctionFace }
  | { of: 'sign'; level: LadderLevel; face: SignFace }
  | { of: 'alarm'; severity: Severity }
  | { of: 'device'; tone: Tone }
  | { of: 'lock' };

const Solid = ({ body, cut }: { body: string; cut: string }) => (
  <>
    <path class="g-body" d={body} />
    <path class="g-cut" d={cut} />
  </>
);

const LinkShape = ({ level }: { level: LevelOfService }) => {
  const { width, dash } = LEVEL_LINES[level];
  return (
    <>
      <path class={`g-line lvl-${level}`} d="M4 20.5 20 3.5" stroke-width={width} stroke-dasharray={dash} />
      {level === 'jam' && <path class="g-hatch" d="M4 20.5 20 3.5" stroke-width={width} stroke-dasharray="1.6 3" />}
    </>
  );
};

const JunctionShape = ({ face }: { face: JunctionFace }) => (
  <>
    {face === 'fault' ? <Solid {...STATUS_SHAPES.almostFull} /> : <circle class={face === 'offline' ? 'g-outline g-dashed' : 'g-outline'} cx="12" cy="12" r="9.2" />}
    {face === 'ok' && <path class="g-dots" d="M12 7.2v.1M12 12v.1M12 16.8v.1" />}
    {face === 'offline' && <path class="g-stroke" d="m8.5 8.5 7 7" />}
    {face === 'recommendation' && <path class="g-stroke" d="M12 17V7.5m-4 4 4-4 4 4" />}
  </>
);

const LEVEL_MARKS: Readonly<Record<LadderLevel, string>> = { live: 'M6 7.5h5M14.5 7.5H18M6 11.5h7M16 11.5h2', estimate: 'M5.5 10.6c2-3 4.5-3 6.5-1.2s4.5 1.8 6.5-1.2', direction: 'M12 13V6m-3 3 3-3 3 3', blank: '' };
const SignShape = ({ level, face }: { level: LadderLevel; face: SignFace }) => (
  <>
    <path class={face === 'offline' ? 'g-outline g-dashed' : 'g-outline'} d="M2.5 3.500h19v12h-19z" />
    <path class="g-stroke" d="M12 15.500V22" />
    {face === 'mismatch' ? <path class="g-stroke" d="M12 6v4M12 12.600v.2" /> : <path class="g-stroke" d={face === 'offline' ? 'm5 5 14 9' : LEVEL_MARKS[level]} />}
  </>
);

function shapeOf(props: Props) {
  switch (props.of) {
    case 'facility':
      return <Solid {...STATUS_SHAPES[props.status]} />;
    case 'alarm':
      return <Solid {...SEVERITY_PATHS[props.severity]} />;
    case 'link':
      return <LinkShape level={props.level} />;
    case 'junction':
      return <JunctionShape face={props.face} />;
    case 'sign':
      return <SignShape level={props.level} face={props.face} />;
    case 'device':
      return props.tone === 'ok' ? <circle class="g-body" cx="12" cy="12" r="6" /> : props.tone === 'warn' ? <Solid {...STATUS_SHAPES.almostFull} /> : <path class="g-outline g-dashed" d="M6 6h12v12H6z" />;
    case 'lock':
      return <><path class="g-body" d="M5 10.500h14V22H5z" /><path class="g-stroke" d="M8 10.500V7.200a4 4 0 0 1 8 0v3.3" /></>;
  }
}

export const Glyph = (props: Props & { size?: number }) => (
  <svg class="glyph" viewBox="0 0 24 24" width={props.size ?? 24} height={props.size ?? 24} aria-hidden="true" focusable="false">
    {shapeOf(props)}
  </svg>
);

import type { Trend } from '@wegweiser/contracts';
import type { ComponentChildren } from 'preact';
import { isoInstant, TREND_WORDS } from '@wegweiser/web-kit';
import { spanText, timeText, useMessages } from '../i18n/index.js';
import { useNowMs } from '../state/clock.js';
import { useUi } from '../state/ui.js';
import { Icon, type IconName } from './icon.js';
import type { Tone } from '../state/assess.js';

/** How old a value is, by the service's clock; marked with a clock when it is older than it should be. */
export function Age({ atMs, old, oldAfterMs }: { atMs: number | null; old?: boolean; oldAfterMs?: number }) {
  const m = useMessages();
  const nowMs = useNowMs();
  if (atMs === null) return <span class="age is-old">{m.noMeasurement}</span>;
  const ageMs = nowMs - atMs;
  const isOld = old ?? ageMs > (oldAfterMs ?? Number.POSITIVE_INFINITY);
  return (
    <time class={isOld ? 'age is-old' : 'age'} dateTime={isoInstant(atMs)} title={timeText(atMs, 'timeWithSeconds')}>
      {isOld && <Icon name="clock" size={12} />}
      {spanText(ageMs)}
    </time>
  );
}

const TREND_ICONS: Readonly<Record<Trend, IconName | null>> = { increasing: 'up', decreasing: 'down', steady: 'steady', unknown: null };
export function TrendMark({ trend, word = false }: { trend: Trend; word?: boolean }) {
  const lang = useUi((s) => s.lang);
  const name = TREND_ICONS[trend];
  if (name === null) return null;
  return (
    <span class="trend">
      <Icon name={name} size={13} />
      <span class={word ? '' : 'vh'}>{TREND_WORDS[lang][trend]}</span>
    </span>
  );
}

export const Chip = ({ tone, icon, children }: { tone: Tone; icon?: IconName; children: ComponentChildren }) => (
  <span class={`chip tone-${tone}`}>
    {icon !== undefined && <Icon name={icon} size={14} />}
    {children}
  </span>
);

export const Section = ({ title, aside, children, tone }: { title: string; aside?: ComponentChildren; children: ComponentChildren; tone?: Tone }) => (
  <section class={tone === undefined ? 'section' : `section card tone-${tone}`}>
    <header class="section-head">
      <h3>{title}</h3>
      {aside !== undefined && <div class="section-aside">{aside}</div>}
    </header>
    {children}
  </section>
);

/** Label and value pairs. */
export const Facts = ({ facts }: { facts: readonly (readonly [string, ComponentChildren] | null)[] }) => (
  <dl class="facts">
    {facts.map((fact) => fact !== null && (
      <div key={fact[0]}>
        <dt>{fact[0]}</dt>
        <dd>{fact[1]}</dd>
      </div>
    ))}
  </dl>
);

export const Button = ({ children, onClick, icon, look = 'plain', disabled = false, type = 'button' }: { children: ComponentChildren; onClick?: () => void; icon?: IconName; look?: 'plain' | 'primary' | 'danger' | 'ghost'; disabled?: boolean; type?: 'button' | 'submit' }) => (
  <button type={type} class={`btn btn-${look}`} disabled={disabled} onClick={onClick}>
    {icon !== undefined && <Icon name={icon} size={16} />}
    <span>{children}</span>
  </button>
);

export const IconButton = ({ label, icon, onClick, pressed, size = 18 }: { label: string; icon: IconName; onClick: () => void; pressed?: boolean; size?: number }) => (
  <button type="button" class="icon-btn" aria-label={label} title={label} aria-pressed={pressed} onClick={onClick}>
    <Icon name={icon} size={size} />
  </button>
);

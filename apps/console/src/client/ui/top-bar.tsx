import { dateText, messages, timeText, useMessages } from '../i18n/index.js';
import { isoInstant } from '@wegweiser/web-kit';
import { isWaiting, severityTone, type Severity } from '../state/assess.js';
import { session } from '../state/session.js';
import { cityStore } from '../state/city.js';
import { useNowMs } from '../state/clock.js';
import { line, useCollection } from '../state/live.js';
import { useStore } from '../state/store.js';
import { openDialog, openTab, setLang, setTheme, ui, useUi } from '../state/ui.js';
import { Glyph } from './glyph.js';
import { Icon } from './icon.js';
import { IconButton } from './parts.js';

function Clock() {
  const m = useMessages();
  const nowMs = useNowMs();
  return (
    <time class="clock" dateTime={isoInstant(nowMs)} title={m.serviceTime}>
      <span class="clock-date">{dateText(nowMs)}</span>
      <span class="clock-time">{timeText(nowMs, 'timeWithSeconds')}</span>
    </time>
  );
}

function Lamp({ name, ok, word }: { name: string; ok: boolean | null; word: string }) {
  return (
    <span class={`lamp ${ok === null ? 'is-waiting' : ok ? 'is-ok' : 'is-away'}`}>
      <svg viewBox="0 0 12 12" width="10" height="10" aria-hidden="true">{ok === false ? <path d="m2 2 8 8m0-8-8 8" /> : <circle cx="6" cy="6" r="4.5" />}</svg>
      <span class="lamp-name">{name}</span>
      <span class="vh">{word}</span>
    </span>
  );
}

/** Live or lost, and which of the service's parts are away. */
function Lamps() {
  const m = useMessages();
  const { state, pulse } = useStore(line, (s) => s);
  const live = state === 'live';
  const part = (value: 'ok' | 'away' | undefined) => (live && value !== undefined ? value === 'ok' : null);
  const word = (value: 'ok' | 'away' | undefined) => (value === undefined ? '' : m[value]);
  return (
    <div class="lamps">
      <Lamp name={m.conn[state]} ok={state === 'connecting' ? null : live} word="" />
      <Lamp name={m.broker} ok={part(pulse?.broker)} word={word(pulse?.broker)} />
      <Lamp name={m.archive} ok={part(pulse?.archive)} word={word(pulse?.archive)} />
    </div>
  );
}

const SHOWN: readonly Exclude<Severity, 'cleared'>[] = ['critical', 'warning', 'info'];

function AlarmCounts() {
  const m = useMessages();
  const alarms = useCollection('alarms');
  const counts = { critical: 0, warning: 0, info: 0 };
  for (const alarm of alarms.values()) if (isWaiting(alarm)) counts[alarm.severity] += 1;
  return (
    <div class="alarm-counts">
      {SHOWN.map((severity) => (
        <button key={severity} type="button" class={`alarm-count tone-${severityTone(severity)}${counts[severity] === 0 ? ' is-none' : ''}`} title={m.severity[severity]} onClick={() => {
          openTab('alarms');
          ui.set({ filter: counts[severity] === 0 ? '' : messages().severity[severity] });
        }}>
          <Glyph of="alarm" severity={severity} size={16} />
          <span>{counts[severity]}</span>
          <span class="vh">{m.severity[severity]}</span>
        </button>
      ))}
    </div>
  );
}

function Tools({ door }: { door: boolean }) {
  const m = useMessages();
  const [lang, theme] = [useUi((s) => s.lang), useUi((s) => s.theme)];
  const name = useStore(session, (s) => (s.who?.role == null ? '' : (s.who.name ?? '')));
  return (
    <div class="tools">
      {!door && <button type="button" class="who" title={name === '' ? m.operatorNone : m.operatorIs(name)} onClick={() => openDialog('operator')}>
        <Icon name="user" size={17} />
        <span>{name === '' ? m.operatorNone : name}</span>
      </button>}
      {!door && <IconButton label={m.log} icon="log" onClick={() => openDialog('log', null)} />}
      <button type="button" class="icon-btn lang" lang={lang === 'de' ? 'en' : 'de'} aria-label={lang === 'de' ? 'EN – English' : 'DE – Deutsch'} title={lang === 'de' ? 'English' : 'Deutsch'} onClick={() => setLang(lang === 'de' ? 'en' : 'de')}>
        {lang === 'de' ? 'EN' : 'DE'}
      </button>
      <IconButton label={theme === 'dark' ? m.lightTheme : m.darkTheme} icon={theme === 'dark' ? 'sun' : 'moon'} onClick={() => setTheme(theme === 'dark' ? 'light' : 'dark')} />
      {!door && <IconButton label={`${m.help} (?)`} icon="help" onClick={() => openDialog('help')} />}
    </div>
  );
}

/** `door`: nobody has signed in who may look, so there is nothing to tell. */
export function TopBar({ door }: { door: boolean }) {
  const m = useMessages();
  const city = useStore(cityStore, (s) => s.index?.city.city.name ?? '');
  return (
    <header class="top">
      <div class="brand">
        <svg viewBox="0 0 32 32" width="30" height="30" aria-hidden="true"><path class="brand-ground" d="M7 0h18a7 7 0 0 1 7 7v18a7 7 0 0 1-7 7H7a7 7 0 0 1-7-7V7a7 7 0 0 1 7-7Z" /><path class="brand-mark" d="M16 4.500v23M16 8h8l3.5 3.500L24 15h-8M16 16.500H8L4.5 20 8 23.500h8" /></svg>
        <h1><span class="brand-city">{city === '' ? 'Wegweiser' : city}</span><span class="brand-what">{m.title}</span></h1>
      </div>
      {!door && <Lamps />}
      {!door && <AlarmCounts />}
      <Clock />
      <Tools door={door} />
    </header>
  );
}

import { useEffect } from 'preact/hooks';
import { Dialogs } from './act/dialogs.js';
import { DetailPanel } from './detail/detail-panel.js';
import { timeText, useMessages } from './i18n/index.js';
import { startKeys } from './keys.js';
import { LazyPages } from './look-back/lazy-pages.js';
import { PastBar } from './look-back/past-bar.js';
import { player } from './look-back/player.js';
import { useRoute } from './look-back/route.js';
import { ListPanel } from './list/list-panel.js';
import { NavRail } from './list/nav-rail.js';
import { LazyMap } from './map/lazy-map.js';
import { Situation } from './map/situation.js';
import { cityStore, loadCity } from './state/city.js';
import { line } from './state/live.js';
import { askToSignIn, loadSession, session } from './state/session.js';
import { SignInForm } from './act/operator.js';
import { useStore } from './state/store.js';
import { ui, useUi } from './state/ui.js';
import { Icon } from './ui/icon.js';
import { TopBar } from './ui/top-bar.js';

function Banner() {
  const m = useMessages();
  const [state, sinceMs] = [useStore(line, (s) => s.state), useStore(line, (s) => s.sinceMs)];
  if (state === 'live') return null;
  return (
    <div class={state === 'lost' ? 'banner is-lost' : 'banner'}>
      <Icon name={state === 'lost' ? 'offline' : 'refresh'} size={18} />
      <p>{state === 'lost' ? m.conn.lostLong(timeText(sinceMs, 'timeWithSeconds')) : m.conn.connectingLong}</p>
    </div>
  );
}

/** A session that is over is said, whatever else is open; what was typed stays. */
function EndedBanner() {
  const m = useMessages();
  const ended = useStore(session, (s) => s.ended);
  if (!ended) return null;
  return (
    <div class="banner is-ended">
      <Icon name="user" size={18} />
      <p>{m.signIn.ended}</p>
      <button type="button" class="btn" onClick={() => void askToSignIn()}>{m.signIn.go}</button>
    </div>
  );
}

/** The door, for whoever may not even look. */
function Door() {
  const m = useMessages();
  return (
    <div class="waiting">
      <section class="door" aria-labelledby="door-title">
        <h2 id="door-title">{m.signIn.title}</h2>
        <SignInForm />
      </section>
    </div>
  );
}

function Toasts() {
  const m = useMessages();
  const toast = useUi((s) => s.toast);
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toast !== null && (
        <p key={toast.id} class={`toast is-${toast.kind}`}>
          <Icon name={toast.kind === 'ok' ? 'check' : 'warning'} size={18} />
          {toast.text}
          {toast.undo !== undefined && <button type="button" class="toast-undo" aria-keyshortcuts="z" onClick={toast.undo}>{m.undo}</button>}
        </p>
      )}
    </div>
  );
}

function PaneSwitch() {
  const m = useMessages();
  const pane = useUi((s) => s.pane);
  return (
    <div class="pane-switch">
      {(['list', 'map'] as const).map((name) => (
        <button key={name} type="button" aria-pressed={pane === name} onClick={() => ui.set({ pane: name, selected: null })}>
          <Icon name={name} size={16} />
          {m[name]}
        </button>
      ))}
    </div>
  );
}

function Waiting() {
  const m = useMessages();
  const fault = useStore(cityStore, (s) => s.fault);
  return (
    <div class="waiting" role="status">
      {fault === null ? <><span class="spinner" /><p>{m.loading}</p></> : (
        <>
          <Icon name="warning" size={36} />
          <p>{m.cityFailed}</p>
          <p class="row-dim">{fault}</p>
          <button type="button" class="btn btn-primary" onClick={() => void loadCity()}>{m.retry}</button>
        </>
      )}
    </div>
  );
}

/** List, map and details: what the console is for. */
const SituationPage = () => (
  <>
    <PaneSwitch />
    <main class="main">
      <ListPanel />
      <div class="stage">
        <Situation />
        <LazyMap />
      </div>
      <DetailPanel />
    </main>
  </>
);

export function App() {
  const m = useMessages();
  const ready = useStore(cityStore, (s) => s.index !== null);
  const state = useStore(line, (s) => s.state);
  const shut = useStore(session, (s) => s.who?.party === 'nobody');
  const hadCity = useStore(line, (s) => s.ready.size > 0);
  // Before anything was seen there is nothing to stay at.
  const door = shut && !hadCity;
  const page = useRoute((s) => s.page);
  const past = useStore(player, (s) => (s.watching ? ' is-past' : ''));
  const [pane, chosen] = [useUi((s) => s.pane), useUi((s) => s.selected !== null)];
  useEffect(startKeys, []);
  // A city that could not be had is asked for again as soon as the service is back.
  useEffect(() => {
    if (state === 'live' && cityStore.get().fault !== null) void loadCity();
  }, [state]);
  // Where nothing may be looked at any more, values grow old: better asked at once than found out.
  useEffect(() => {
    if (shut && hadCity) void askToSignIn();
  }, [shut, hadCity]);
  useEffect(() => {
    if (state === 'lost') void loadSession();
  }, [state]);
  return (
    <div class={`app conn-${state} pane-${pane}${chosen ? ' has-selection' : ''}${past}`}>
      {!door && <a class="skip" href="#list" onClick={(e) => jump(e, 'list')}>{m.skipList}</a>}
      {!door && page === null && <a class="skip" href="#detail" onClick={(e) => jump(e, 'detail')}>{m.skipDetail}</a>}
      <TopBar door={door} />
      <div class="banners">
        <div role="status">{ready && !door && <Banner />}<EndedBanner /></div>
        {!door && <PastBar />}
      </div>
      {door ? <main class="main"><Door /></main> : ready ? (
        <>
          <NavRail />
          {page === null ? <SituationPage /> : <LazyPages />}
          <Dialogs />
        </>
      ) : (
        <main class="main"><Waiting /></main>
      )}
      <Toasts />
    </div>
  );
}

/** The hash says what is selected, so a skip link moves the focus itself. */
function jump(event: Event, id: string): void {
  event.preventDefault();
  document.getElementById(id)?.focus();
}

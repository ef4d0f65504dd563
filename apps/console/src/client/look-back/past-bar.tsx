import { dateText, timeText } from '../i18n/index.js';
import { useStore } from '../state/store.js';
import { Icon } from '../ui/icon.js';
import { Button, IconButton } from '../ui/parts.js';
import { leavePast, play, player, seek, setSpeed, SPEEDS, stepBy } from './player.js';
import { openPage } from './route.js';
import { useWords } from './words.js';

const MINUTE_MS = 60_000;

/** Stands above everything while a past day is shown: when, how fast, and the way back. */
export function PastBar() {
  const w = useWords();
  const { status, watching, playing, speed, atMs } = useStore(player, (s) => s);
  if (!watching || status === null) return null;
  const minutes = Math.max(0, Math.round((status.readyToMs - status.fromMs) / MINUTE_MS));
  const at = Math.round((atMs - status.fromMs) / MINUTE_MS);
  const stamp = `${dateText(atMs)}, ${timeText(atMs)}`;
  return (
    <section class="past-bar" aria-label={w.pastLong}>
      <p class="past-word"><Icon name="clock" size={18} /><strong>{w.past}</strong> <span>{stamp}</span>{status.changed && <em>{w.pastChanged}</em>}</p>
      <div class="lb-buttons">
        <IconButton label={w.back} icon="back" onClick={() => stepBy(-1)} />
        <Button look="primary" onClick={() => play(!playing)}>{playing ? w.pause : w.play}</Button>
        <IconButton label={w.forward} icon="next" onClick={() => stepBy(1)} />
      </div>
      <label class="past-slider">
        <span class="vh">{w.moment}</span>
        <input type="range" min={0} max={minutes} value={at} aria-valuetext={stamp} onInput={(e) => void seek(status.fromMs + Number(e.currentTarget.value) * MINUTE_MS)} />
      </label>
      <label class="past-speed">
        <span>{w.speed}</span>
        <select value={speed} onChange={(e) => setSpeed(Number(e.currentTarget.value))}>{SPEEDS.map((n) => <option key={n} value={n}>{w.times(n)}</option>)}</select>
      </label>
      <div class="lb-buttons">
        <Button onClick={() => openPage('look-back', 'replay')}>{w.views.replay}</Button>
        <Button look="danger" onClick={leavePast}>{w.toNow}</Button>
      </div>
    </section>
  );
}

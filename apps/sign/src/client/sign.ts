// First of all: the modules below use at load time what it fills in.
import './player/old-browsers.js';
import { brightnessPct } from '@wegweiser/guidance';
import { ageOrder, type AgeableOrder } from '@wegweiser/guidance/age-order';
import { textsOf } from '../panel/draw.js';
import type { SignData } from '../pages/sign-page.js';
import { keepPage } from './player/keep.js';
import { Light } from './player/light.js';
import { parseOrder, readOrder } from './player/order.js';
import { Poll } from './player/poll.js';
import { ServerClock, serverTimeOf } from './player/server-clock.js';
import { Show } from './player/show.js';

const TICK_MS = 500;
/** Once a day a player loads its page anew, when it has just seen that the service is there. */
const FRESH_PAGE_MS = 86_400_000;
/** After an error that nobody foresaw, too. */
const AFTER_ERROR_MS = 60_000;

/** The page came from the service just now and not out of a cache or a service worker: its time and its order can be used. */
const isFromNetwork = (): boolean => {
  const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  return entry !== undefined && entry.type !== 'back_forward' && entry.transferSize > 0 && entry.workerStart === 0;
};

/** Dims the whole stage, as a screen shows board and lamps alike. */
const dimmer = ({ brightness: { rule, timeZone, lat, lon } }: SignData, stage: HTMLElement): ((nowMs: number | null) => void) => {
  const light = new Light(() => performance.now());
  if (rule.by === 'sensor') light.start();
  return (nowMs) => {
    const opacity = nowMs === null ? stage.style.opacity : String(brightnessPct(rule, { nowMs, timeZone, lat, lon, lux: light.lux() }) / 100);
    if (stage.style.opacity !== opacity) stage.style.opacity = opacity;
  };
};

const play = (data: SignData, stage: HTMLElement, native: boolean): void => {
  const clock = new ServerClock(
    () => performance.now(),
    () => Date.now(),
  );
  const show = new Show(data.spec, stage, native);
  const dim = dimmer(data, stage);
  let order: AgeableOrder | null = null;
  let turn: ReturnType<typeof setTimeout> | undefined;
  if (isFromNetwork()) {
    const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    clock.hear(data.nowMs, performance.now() - (entry?.responseStart ?? 0));
    order = readOrder(data.order);
  }

  const draw = (): void => {
    const nowMs = clock.nowMs();
    dim(nowMs);
    const untilMs = show.show(order === null || nowMs === null ? {} : textsOf(ageOrder(order, nowMs).rows), nowMs ?? 0);
    clearTimeout(turn);
    if (untilMs !== null && nowMs !== null) turn = setTimeout(draw, Math.max(0, untilMs - nowMs));
  };

  const poll = new Poll({
    url: data.orderUrl,
    onAnswer: (answer, header) => {
      if (answer.kind === 'failed') return;
      const serverMs = serverTimeOf(header);
      if (serverMs !== null) clock.hear(serverMs);
      if (answer.kind === 'order') order = parseOrder(answer.text) ?? order;
      if (answer.kind === 'none') order = null;
      draw();
      if (performance.now() > FRESH_PAGE_MS) freshen();
    },
  });

  setInterval(() => {
    if (clock.hasSlept()) poll.start();
    draw();
  }, TICK_MS);
  window.addEventListener('resize', () => show.fit());
  show.fit();
  draw();
  poll.start();
};

/** Only when the page is really there: a player must never end on a browser's error page. */
const freshen = (): void => {
  const request = new XMLHttpRequest();
  request.onload = () => {
    if (request.status === 200) location.reload();
  };
  request.open('GET', location.href);
  request.timeout = 10_000;
  request.send();
};

window.addEventListener('error', () => setTimeout(freshen, AFTER_ERROR_MS));
// `?native=1`: one dot is one pixel of the screen, for players that drive a matrix directly.
const native = /[?&]native=1/.test(location.search);
if (native) document.documentElement.classList.add('native');
const element = document.getElementById('sign-data');
const stage = document.getElementById('stage');
if (element !== null && stage !== null) play(JSON.parse(element.textContent ?? '{}') as SignData, stage, native);
keepPage();

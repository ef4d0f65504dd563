// First of all: the modules below use at load time what it fills in.
import './player/old-browsers.js';
import { ageOrder, type AgeableOrder } from '@wegweiser/guidance/age-order';
import type { SignData } from '../pages/sign-page.js';
import { parseOrder, readOrder } from './player/order.js';
import { Poll } from './player/poll.js';
import { ServerClock, serverTimeOf } from './player/server-clock.js';
import { Show } from './player/show.js';

const TICK_MS = 500;
/** Once a day a player loads its page anew, when it has just seen that the service is there. */
const FRESH_PAGE_MS = 86_400_000;

/** The page came from the service just now and not out of a cache: its time and its order can be used. */
const isFromNetwork = (): boolean => {
  const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  return entry !== undefined && entry.type !== 'back_forward' && entry.transferSize > 0;
};

const play = (data: SignData): void => {
  const clock = new ServerClock(
    () => performance.now(),
    () => Date.now(),
  );
  const show = new Show(data.spec, document);
  let order: AgeableOrder | null = null;
  if (isFromNetwork()) {
    const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    clock.hear(data.nowMs, performance.now() - (entry?.responseStart ?? 0));
    order = readOrder(data.order);
  }

  const draw = (): void => {
    const nowMs = clock.nowMs();
    const texts = new Map<string, string>();
    if (order !== null && nowMs !== null) for (const row of ageOrder(order, nowMs).rows) texts.set(row.rowId, row.text);
    show.show(texts);
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

// `?native=1`: one dot is one pixel of the screen, for players that drive a matrix directly.
if (/[?&]native=1/.test(location.search)) document.documentElement.classList.add('native');
const element = document.getElementById('sign-data');
if (element !== null) play(JSON.parse(element.textContent ?? '{}') as SignData);

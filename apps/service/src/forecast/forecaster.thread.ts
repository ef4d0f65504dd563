import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { readVersion, writeWhole } from './files.js';
import { Forecaster, type Model } from './forecaster.js';
import type { ForecasterSetup, FromForecaster, Learned, ToForecaster } from './messages.js';
import { Nights } from './nights.js';
import type { ScoresState } from './scores.js';

/** Counts on with the model's own. */
type StoredModel = Model & { version: 3 };
const SAVE_EVERY_STEPS = 4;

const setup = workerData as ForecasterSetup & { nowMs: number };
mkdirSync(setup.folder, { recursive: true });
const modelFile = join(setup.folder, 'model.json');
const scoresFile = join(setup.folder, 'scores.json');

const say = (message: FromForecaster): void => parentPort!.postMessage(message);
const forecaster = new Forecaster(setup, setup.nowMs, readVersion<ScoresState>(scoresFile, 1) ?? undefined);
const stored = readVersion<StoredModel>(modelFile, 3);
if (stored !== null) forecaster.adopt(stored);
const nights = new Nights(setup.calendar.timeZone, stored === null ? null : { atMs: stored.forecast.trainedUntilMs, days: stored.days });
let historyIsHere = false;
let lesson: Worker | null = null;
let steps = 0;

/** What fails is said; the forecast goes on with what it has. */
function trying(what: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    say({ type: 'trouble', what, message: String(error) });
  }
}

function learnIfDue(nowMs: number): void {
  const begun = performance.now();
  if (!historyIsHere || lesson !== null || !nights.isDue(nowMs, forecaster.days, begun)) return;
  const task = forecaster.lesson(modelFile);
  if (task === null) return;
  lesson = new Worker(new URL('./lesson.thread.js', import.meta.url), { workerData: task, execArgv: [], transferList: task.rates.map((rate) => rate.buffer as ArrayBuffer) });
  lesson.once('message', (learned: Learned) => trying('learning', () => {
    const model = readVersion<StoredModel>(modelFile, 3);
    if (model === null || learned.rows === 0) return;
    forecaster.learned(task, learned);
    forecaster.adopt(model);
    say({ type: 'learned', seconds: model.seconds, rows: model.rows, days: model.days });
    say({ type: 'skill', answer: forecaster.skill() });
  }));
  lesson.once('error', (error) => say({ type: 'trouble', what: 'learning', message: String(error) }));
  lesson.once('exit', () => {
    lesson = null;
    nights.done(nowMs, forecaster.days, begun, performance.now());
  });
}

function observe({ nowMs, counts, ids, weather }: Extract<ToForecaster, { type: 'observe' }>): void {
  let facilities: ReturnType<Forecaster['issue']> = [];
  trying('forecasting', () => {
    const isStep = forecaster.observe(nowMs, counts, weather);
    facilities = forecaster.issue(nowMs, ids);
    if (!isStep) return;
    say({ type: 'skill', answer: forecaster.skill() });
    steps += 1;
    if (steps % SAVE_EVERY_STEPS === 0) writeWhole(scoresFile, JSON.stringify(forecaster.saveScores()));
    learnIfDue(nowMs);
  });
  say({ type: 'issued', facilities });
}

parentPort!.on('message', (message: ToForecaster) => {
  switch (message.type) {
    case 'history':
      return trying('remembering', () => forecaster.remember(message.history));
    case 'weatherHistory':
      return trying('remembering', () => forecaster.rememberWeather(message.readings));
    case 'historyEnds':
      return trying('remembering', () => {
        forecaster.historyEnds();
        historyIsHere = true;
        say({ type: 'skill', answer: forecaster.skill() });
      });
    case 'observe':
      return observe(message);
  }
});

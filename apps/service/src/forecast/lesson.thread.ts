import { parentPort, workerData } from 'node:worker_threads';
import { writeWhole } from './files.js';
import { learn } from './lesson.js';
import type { Lesson } from './messages.js';

// Learns once, writes the model and ends; the rates it was given go back cleaned.
const lesson = workerData as Lesson;
const begun = performance.now();
const { model, learned } = learn(lesson);
if (model !== null) {
  const days = ((lesson.until - lesson.from) * lesson.stepMinutes) / (24 * 60);
  writeWhole(lesson.modelFile, JSON.stringify({ version: 3, forecast: model, rows: learned.rows, days, seconds: (performance.now() - begun) / 1000 }));
}
parentPort!.postMessage(learned, learned.rates.map((rate) => rate.buffer as ArrayBuffer));

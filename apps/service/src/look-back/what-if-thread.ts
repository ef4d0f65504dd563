import { parentPort, workerData } from 'node:worker_threads';
import { whatIf, type WhatIfTask } from './what-if.js';

/** Entry of the thread that works out one what-if: one question in, one answer out. */
parentPort!.postMessage(whatIf(workerData as WhatIfTask));

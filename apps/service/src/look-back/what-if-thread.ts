import { parentPort, workerData } from 'node:worker_threads';
import { whatIf } from './what-if.js';
import type { WhatIfTask } from './what-if-task.js';

/** Entry of the thread that works out one what-if: one question in, one answer out. */
parentPort!.postMessage(whatIf(workerData as WhatIfTask));

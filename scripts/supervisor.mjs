// Starts the parts one after the other, restarts one that dies, stops them in reverse order.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { LogFile } from './log-file.mjs';

const READY_MS = 120_000;
const STOP_MS = 8_000;

export class Supervisor {
  #parts = [];
  #stopping = false;

  constructor(root, logDir) {
    this.root = root;
    this.logDir = logDir;
  }

  /** Resolves with the message in which the part says that it is ready. */
  async start(name, script, args, environment = {}, { waits = true, restarts = true } = {}) {
    const log = new LogFile(join(this.logDir, `${name}.log`));
    const part = { name, script, args, environment, waits, restarts, child: null, log, startedAt: 0 };
    this.#parts.push(part);
    return this.#spawn(part);
  }

  #spawn(part) {
    if (this.#stopping) throw new Error(`${part.name} is not started: everything stops`);
    // A process group of its own: Ctrl-C reaches us alone, and we stop the parts in order. A part ends itself when we are gone.
    const child = spawn(process.execPath, [join(this.root, part.script), ...part.args], {
      cwd: this.root,
      env: { ...process.env, ...part.environment },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    part.child = child;
    part.startedAt = Date.now();
    child.stdout.on('data', (d) => part.log.write(d));
    child.stderr.on('data', (d) => part.log.write(d));
    child.on('exit', (code, signal) => this.#ended(part, child, code ?? signal));
    return part.waits ? readiness(part, child) : undefined;
  }

  #ended(part, child, how) {
    if (part.child === child) part.child = null;
    if (this.#stopping || !part.restarts || (part.wasReady !== true && part.startedAt > Date.now() - 2000)) return;
    console.error(`${part.name} ended (${how}); starting it again`);
    setTimeout(() => void this.#again(part), 1000);
  }

  async #again(part) {
    if (this.#stopping) return;
    try {
      await this.#spawn(part);
    } catch (error) {
      console.error(error.message);
    }
  }

  async stop() {
    this.#stopping = true;
    for (const part of [...this.#parts].reverse()) await stopPart(part);
  }
}

/** The message in which a part says that it is ready. */
function readiness(part, child) {
  let lastWords = '';
  child.stderr.on('data', (d) => (lastWords = (lastWords + d).slice(-2000)));
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${part.name} did not get ready in ${READY_MS / 1000} s; see its log`)), READY_MS);
    child.on('message', (message) => {
      if (!message?.ready) return;
      clearTimeout(timer);
      part.wasReady = true;
      resolve(message);
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`${part.name} ended with ${code} before it was ready\n${lastWords}`));
    });
  });
}

function stopPart({ child }) {
  if (child === null) return undefined;
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    child.kill('SIGTERM');
  });
}

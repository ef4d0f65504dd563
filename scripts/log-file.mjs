// A log of a part of the city that cannot fill the disk: at most two files, the present one and the one before it.
import { createWriteStream, fstatSync, openSync, renameSync } from 'node:fs';

const MAX_BYTES = 10 * 1024 * 1024;

export class LogFile {
  #stream;
  #bytes;

  /** Appends to `path`; what was written before `maxBytes` were full lies in `path.1`. */
  constructor(path, maxBytes = MAX_BYTES) {
    this.path = path;
    this.maxBytes = maxBytes;
    this.#open();
  }

  write(chunk) {
    if (this.#bytes > 0 && this.#bytes + chunk.length > this.maxBytes) this.#rotate();
    this.#bytes += chunk.length;
    this.#stream.write(chunk);
  }

  end() {
    return new Promise((resolve) => this.#stream.end(resolve));
  }

  #open() {
    // At once, so that a later change of name is of this file and not of the next.
    const fd = openSync(this.path, 'a');
    this.#bytes = fstatSync(fd).size;
    this.#stream = createWriteStream(this.path, { fd });
    // A full disk takes the log, not the city.
    this.#stream.on('error', () => undefined);
  }

  #rotate() {
    const full = this.#stream;
    try {
      // What is still to be written goes to the file under its new name.
      renameSync(this.path, `${this.path}.1`);
      this.#open();
      full.end();
    } catch {
      // Not ours to rename, or no file left to open: on in the one there is, and another try when as much has come again.
      this.#bytes = 0;
    }
  }
}

import type { Duplex } from 'node:stream';

export interface Gate {
  shut(): void;
  open(): void;
}

/**
 * A stream that is paused goes on reading, chunk by chunk, until its buffer is full, and every read wakes the process. Behind
 * a shut gate it is not asked to: the kernel gathers what comes.
 */
export function gateOf(stream: Duplex): Gate {
  const [push, read] = [stream.push.bind(stream), stream._read.bind(stream)];
  let isShut = false;
  let asked: number | null = null;
  stream.push = (chunk: unknown, encoding?: BufferEncoding) => push(chunk, encoding) && !isShut;
  stream._read = (size) => {
    if (isShut) asked = size;
    else read(size);
  };
  return {
    shut: () => {
      if (isShut) return;
      isShut = true;
      stream.pause();
    },
    open: () => {
      if (!isShut) return;
      isShut = false;
      stream.resume();
      if (asked !== null) read(asked);
      asked = null;
    },
  };
}

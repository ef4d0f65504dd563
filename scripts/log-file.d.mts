/** A log of at most two files: `path` and, once that was full, `path.1`. */
export declare class LogFile {
  readonly path: string;
  readonly maxBytes: number;
  constructor(path: string, maxBytes?: number);
  write(chunk: Uint8Array): void;
  end(): Promise<void>;
}

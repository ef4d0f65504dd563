import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { KEY_KINDS } from '@wegweiser/contracts/access';
import { z } from 'zod';
import { writeForOwner } from '../../owner-file.js';

const Key = z.object({
  id: z.string(),
  kind: z.enum(KEY_KINDS),
  name: z.string(),
  objects: z.array(z.string()),
  areas: z.union([z.literal('*'), z.array(z.string())]),
  /** SHA-256 of the secret in hex; it has 256 random bits, so nothing slower is needed. Two while it is being rotated. */
  secrets: z.array(z.object({ sha256: z.string(), untilMs: z.number().nullable() })),
  createdAtMs: z.number(),
  createdBy: z.string(),
  expiresAtMs: z.number().nullable(),
  revokedAtMs: z.number().nullable(),
});
export type StoredKey = z.infer<typeof Key>;

const Content = z.object({
  version: z.literal(1),
  keys: z.array(Key),
  /** Session -> when it would have ended by itself. */
  revokedSessions: z.record(z.string(), z.number()),
  /** Subject -> sessions begun until then are over. */
  signedOutUntil: z.record(z.string(), z.number()),
});
type Content = z.infer<typeof Content>;

const LOOK_EVERY_MS = 1000;
const LOCK_OLD_MS = 5000;
const LONGEST_SESSION_MS = 24 * 3_600_000;

/**
 * Keys and revoked sessions, in one small file of the access folder. A file and not the database: keys must be checked, and
 * one that was lost be revoked, while the database is away. Gateways that run apart share the folder; each sees another's
 * change within a second.
 */
export class AccessStore {
  private content: Content = { version: 1, keys: [], revokedSessions: {}, signedOutUntil: {} };
  private readAt = '';
  private timer: NodeJS.Timeout | null = null;
  private readonly listeners = new Set<() => void>();
  private queue: Promise<unknown> = Promise.resolve();

  constructor(private readonly dir: string, private readonly now: () => number, private readonly onTrouble: (error: unknown) => void) {}

  async open(): Promise<this> {
    await mkdir(this.dir, { recursive: true, mode: 0o700 });
    await this.read();
    this.timer = setInterval(() => void this.read().catch(this.onTrouble), LOOK_EVERY_MS).unref();
    return this;
  }
  stop(): void {
    if (this.timer !== null) clearInterval(this.timer);
  }
  /** After any change, here or at another gateway. */
  onChange(listener: () => void): void {
    this.listeners.add(listener);
  }

  get keys(): readonly StoredKey[] {
    return this.content.keys;
  }
  isSessionRevoked(sessionId: string, subject: string, beganAtMs: number): boolean {
    const { revokedSessions, signedOutUntil } = this.content;
    return Object.hasOwn(revokedSessions, sessionId) || (Object.hasOwn(signedOutUntil, subject) && beganAtMs <= signedOutUntil[subject]!);
  }

  revokeSession(sessionId: string, untilMs: number): Promise<void> {
    return this.change((c) => void (c.revokedSessions[sessionId] = untilMs));
  }
  signOutEverywhere(subject: string, atMs: number): Promise<void> {
    return this.change((c) => void (c.signedOutUntil[subject] = atMs));
  }

  /** One change after the other, also between processes: read, change, write whole. What `edit` returns is returned. */
  change<T>(edit: (content: Content) => T): Promise<T> {
    const done = this.queue.then(() => this.locked(async () => {
      await this.read();
      const next = structuredClone(this.content);
      const result = edit(next);
      this.prune(next);
      await this.write(next);
      return result;
    }));
    this.queue = done.catch(() => undefined);
    return done;
  }

  private prune(content: Content): void {
    const nowMs = this.now();
    for (const [id, untilMs] of Object.entries(content.revokedSessions)) if (untilMs < nowMs) delete content.revokedSessions[id];
    for (const [subject, untilMs] of Object.entries(content.signedOutUntil)) if (untilMs < nowMs - LONGEST_SESSION_MS) delete content.signedOutUntil[subject];
  }

  private get path(): string {
    return join(this.dir, 'access.json');
  }

  private async read(): Promise<void> {
    const info = await stat(this.path).catch(() => null);
    // A file that vanished does not make revoked keys good again.
    if (info === null) return;
    const mark = `${info.mtimeMs}/${info.size}/${info.ino}`;
    if (mark === this.readAt) return;
    // A file that cannot be read stops the start, and later leaves what is known: open doors are worse than shut ones.
    this.content = Content.parse(JSON.parse(await readFile(this.path, 'utf8')));
    this.readAt = mark;
    this.tell();
  }

  private async write(content: Content): Promise<void> {
    const temporary = join(this.dir, `access.${randomUUID()}.tmp`);
    await writeForOwner(temporary, JSON.stringify(content, null, 1));
    await rename(temporary, this.path);
    await this.read();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }

  private async locked<T>(work: () => Promise<T>): Promise<T> {
    const path = join(this.dir, 'access.lock');
    for (;;) {
      const lock = await open(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
        return null;
      });
      if (lock !== null) {
        await lock.close();
        break;
      }
      // Left behind by a process that was killed.
      const age = await stat(path).then((s) => Date.now() - s.mtimeMs, () => 0);
      if (age > LOCK_OLD_MS) await unlink(path).catch(() => undefined);
      else await new Promise((r) => setTimeout(r, 20));
    }
    try {
      return await work();
    } finally {
      await unlink(path).catch(() => undefined);
    }
  }
}

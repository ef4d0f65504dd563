import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { KeyKind } from '@wegweiser/contracts/access';
import type { AccessStore, StoredKey } from './access-store.js';
import type { Areas, KeyHolder } from './identity.js';

/** `wgw_<id>_<secret>`: known at sight, so that scanners find one that was put where it does not belong. */
const FORM = /^wgw_([A-Za-z0-9]{12})_([A-Za-z0-9_-]{43})$/;
const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');
const same = (a: string, b: string): boolean => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

export interface NewKey {
  kind: KeyKind;
  name: string;
  objects: readonly string[];
  areas: Areas;
  expiresAtMs: number | null;
}
/** What may be shown of a key. */
export type KeyView = Omit<StoredKey, 'secrets'>;
export const viewOf = ({ secrets: _secrets, ...view }: StoredKey): KeyView => view;

/** Keys of signs, partner systems and machines. Only a hash is kept: a key is shown once, when it is made. */
export class Keys {
  constructor(private readonly store: AccessStore, private readonly now: () => number) {}

  list(): KeyView[] {
    return this.store.keys.map(viewOf);
  }

  create(key: NewKey, by: string): Promise<{ key: KeyView; secret: string }> {
    const id = randomBytes(9).toString('base64url').replace(/[_-]/g, 'x');
    const secret = randomBytes(32).toString('base64url');
    const stored: StoredKey = {
      ...key, id, objects: [...key.objects], areas: key.areas === '*' ? '*' : [...key.areas], secrets: [{ sha256: hashOf(secret), untilMs: null }],
      createdAtMs: this.now(), createdBy: by, revokedAtMs: null,
    };
    return this.store.change(({ keys }) => {
      keys.push(stored);
      return { key: viewOf(stored), secret: `wgw_${id}_${secret}` };
    });
  }

  /** A new secret; the old one holds for so long, until it has been changed everywhere. */
  rotate(id: string, overlapMs: number): Promise<{ key: KeyView; secret: string } | null> {
    const secret = randomBytes(32).toString('base64url');
    return this.store.change(({ keys }) => {
      const key = keys.find((k) => k.id === id && k.revokedAtMs === null);
      if (key === undefined) return null;
      const untilMs = this.now() + overlapMs;
      key.secrets = [{ sha256: hashOf(secret), untilMs: null }, ...(overlapMs > 0 ? key.secrets.filter((s) => s.untilMs === null).map((s) => ({ ...s, untilMs })) : [])];
      return { key: viewOf(key), secret: `wgw_${id}_${secret}` };
    });
  }

  /** For ever, and at once. */
  revoke(id: string): Promise<{ before: KeyView; after: KeyView } | null> {
    return this.store.change(({ keys }) => {
      const key = keys.find((k) => k.id === id && k.revokedAtMs === null);
      if (key === undefined) return null;
      const before = viewOf(structuredClone(key));
      key.revokedAtMs = this.now();
      key.secrets = [];
      return { before, after: viewOf(key) };
    });
  }

  /** Who holds this key; `null` when it is none, revoked or expired. */
  holder(token: string, carriedBy: KeyHolder['carriedBy']): KeyHolder | null {
    const [, id, secret] = FORM.exec(token) ?? [];
    const key = id === undefined ? undefined : this.store.keys.find((k) => k.id === id);
    if (key === undefined || secret === undefined || !this.isUsable(key)) return null;
    const hash = hashOf(secret);
    const nowMs = this.now();
    if (!key.secrets.some((s) => same(s.sha256, hash) && (s.untilMs === null || nowMs < s.untilMs))) return null;
    return { kind: 'key', keyId: key.id, keyKind: key.kind, name: key.name, objects: key.objects, areas: key.areas, carriedBy };
  }

  private isUsable({ revokedAtMs, expiresAtMs }: StoredKey): boolean {
    return revokedAtMs === null && (expiresAtMs === null || this.now() < expiresAtMs);
  }
}

import { EncryptJWT, jwtDecrypt } from 'jose';

/**
 * What the service hands to a browser and wants back unchanged and unread: an encrypted token (JWE, A256GCM under one
 * key). `use` keeps a token of one kind from being taken for another.
 */
export class Sealer {
  constructor(private readonly key: Uint8Array, private readonly now: () => number) {}

  seal(use: string, claims: Record<string, unknown>, endsAtMs: number): Promise<string> {
    return new EncryptJWT({ claims }).setProtectedHeader({ alg: 'dir', enc: 'A256GCM' }).setAudience(use).setIssuedAt(Math.floor(this.now() / 1000)).setExpirationTime(Math.ceil(endsAtMs / 1000)).encrypt(this.key);
  }

  /** `null` for what is not ours, was changed, is of another use or too old. */
  async open(use: string, token: string): Promise<unknown> {
    try {
      const { payload } = await jwtDecrypt(token, this.key, { audience: use, currentDate: new Date(this.now()), keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] });
      return payload['claims'] ?? null;
    } catch {
      return null;
    }
  }
}

/** What tests use of the provider they sign in at; the package brings no types. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  export interface Account {
    accountId: string;
    claims(): Promise<Record<string, unknown>>;
  }
  export interface Configuration {
    clients?: readonly Record<string, unknown>[];
    claims?: Readonly<Record<string, readonly string[]>>;
    conformIdTokenClaims?: boolean;
    findAccount?: (context: unknown, sub: string) => Account;
    pkce?: { required: () => boolean };
    features?: Readonly<Record<string, { enabled: boolean }>>;
    ttl?: Readonly<Record<string, number>>;
  }
  export class Provider {
    constructor(issuer: string, configuration: Configuration);
    callback(): (request: IncomingMessage, response: ServerResponse) => void;
  }
  export default Provider;
}

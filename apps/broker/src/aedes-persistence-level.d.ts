declare module 'aedes-persistence-level' {
  /** Persistence of aedes in a Level database. */
  export default function aedesPersistenceLevel(db: unknown): { outgoingEnqueue(subscription: unknown, packet: unknown): Promise<void> };
}

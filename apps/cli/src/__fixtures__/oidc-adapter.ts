interface Payload {
  readonly userCode?: string;
  readonly uid?: string;
  readonly grantId?: string;
  consumed?: number;
}

/** Keeps what an OpenID provider stores in memory, as its own adapter interface asks; made anew for each kind of thing. */
export function createOidcAdapter(): new (kind: string) => object {
  const stored = new Map<string, Payload>();
  return class {
    readonly #kind: string;

    constructor(kind: string) {
      this.#kind = kind;
    }

    async upsert(id: string, payload: Payload): Promise<void> {
      stored.set(this.#key(id), payload);
    }

    async find(id: string): Promise<Payload | undefined> {
      return stored.get(this.#key(id));
    }

    async findByUserCode(userCode: string): Promise<Payload | undefined> {
      return [...stored.values()].find((payload) => payload.userCode === userCode);
    }

    async findByUid(uid: string): Promise<Payload | undefined> {
      return [...stored.values()].find((payload) => payload.uid === uid);
    }

    async consume(id: string): Promise<void> {
      const payload = stored.get(this.#key(id));
      if (payload !== undefined) payload.consumed = Math.floor(Date.now() / 1000);
    }

    async destroy(id: string): Promise<void> {
      stored.delete(this.#key(id));
    }

    async revokeByGrantId(grantId: string): Promise<void> {
      for (const [key, payload] of stored) if (payload.grantId === grantId) stored.delete(key);
    }

    #key(id: string): string {
      return `${this.#kind}:${id}`;
    }
  };
}

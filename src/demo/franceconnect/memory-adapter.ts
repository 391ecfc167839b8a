import type { Adapter, AdapterPayload } from 'oidc-provider';

interface Kept {
  payload: AdapterPayload;
  /** Milliseconds of the epoch. */
  until: number;
}

const kept = new Map<string, Kept>();

/** What oidc-provider remembers, in the memory of the process: a stand-in forgets everything when it stops. */
export class MemoryAdapter implements Adapter {
  constructor(private readonly name: string) {}

  async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<undefined> {
    kept.set(this.key(id), { payload, until: Date.now() + (expiresIn ?? 3600) * 1000 });
    return undefined;
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const found = kept.get(this.key(id));
    if (found !== undefined && found.until > Date.now()) return found.payload;
    kept.delete(this.key(id));
    return undefined;
  }

  findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.findWhere((payload) => payload.uid === uid);
  }

  findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    return this.findWhere((payload) => payload.userCode === userCode);
  }

  async consume(id: string): Promise<undefined> {
    const found = kept.get(this.key(id));
    if (found !== undefined) found.payload.consumed = Math.floor(Date.now() / 1000);
    return undefined;
  }

  async destroy(id: string): Promise<undefined> {
    kept.delete(this.key(id));
    return undefined;
  }

  async revokeByGrantId(grantId: string): Promise<undefined> {
    for (const [key, { payload }] of kept) if (payload.grantId === grantId) kept.delete(key);
    return undefined;
  }

  private async findWhere(is: (payload: AdapterPayload) => boolean): Promise<AdapterPayload | undefined> {
    for (const [key, { payload, until }] of kept) {
      if (key.startsWith(`${this.name}:`) && until > Date.now() && is(payload)) return payload;
    }
    return undefined;
  }

  private key(id: string): string {
    return `${this.name}:${id}`;
  }
}

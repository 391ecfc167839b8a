import type { CacheItem, CacheProvider } from '@node-saml/passport-saml';
import type { Clock } from '../clock.js';

/**
 * The ids of the AuthnRequests that wait for their Response, on this process. passport-saml takes an id away once it is
 * answered, so that no Response counts twice. A portal on several processes keeps them in its database.
 */
export class RequestIdCache implements CacheProvider {
  private readonly items = new Map<string, CacheItem>();
  constructor(
    private readonly clock: Clock,
    private readonly lifeSeconds: number,
  ) {}

  saveAsync(key: string, value: string): Promise<CacheItem | null> {
    this.forgetOld();
    const item = { value, createdAt: this.clock.now().getTime() };
    this.items.set(key, item);
    return Promise.resolve(item);
  }

  getAsync(key: string): Promise<string | null> {
    this.forgetOld();
    return Promise.resolve(this.items.get(key)?.value ?? null);
  }

  removeAsync(key: string | null): Promise<string | null> {
    return Promise.resolve(key !== null && this.items.delete(key) ? key : null);
  }

  private forgetOld(): void {
    const oldest = this.clock.now().getTime() - this.lifeSeconds * 1000;
    for (const [key, { createdAt }] of this.items) if (createdAt <= oldest) this.items.delete(key);
  }
}

import type { ListedSession, SessionRepository, StoredSession } from '../../../src/web/ports.js';

/** Sessions in memory that counts what is asked of it. */
export class FakeSessions implements SessionRepository {
  readonly stored = new Map<string, StoredSession>();
  readonly calls: string[] = [];

  read(idHash: string, now: Date): Promise<StoredSession | undefined> {
    this.calls.push('read');
    const found = this.stored.get(idHash);
    return Promise.resolve(found !== undefined && found.expiresAt > now ? structuredClone(found) : undefined);
  }
  add(idHash: string, session: StoredSession): Promise<void> {
    this.calls.push('add');
    this.stored.set(idHash, structuredClone(session));
    return Promise.resolve();
  }
  touch(idHash: string, expiresAt: Date): Promise<void> {
    this.calls.push('touch');
    const found = this.stored.get(idHash);
    if (found !== undefined) found.expiresAt = expiresAt;
    return Promise.resolve();
  }
  remove(idHash: string): Promise<void> {
    this.calls.push('remove');
    this.stored.delete(idHash);
    return Promise.resolve();
  }
  removeOfAccount(accountId: string): Promise<number> {
    const before = this.stored.size;
    for (const [id, session] of this.stored)
      if (session.user.subject.accountId === accountId) this.stored.delete(id);
    return Promise.resolve(before - this.stored.size);
  }
  listOfAccount(accountId: string, now: Date): Promise<ListedSession[]> {
    const all = [...this.stored].map(([idHash, session]) => ({ idHash, ...structuredClone(session) }));
    return Promise.resolve(
      all.filter(({ user, expiresAt }) => user.subject.accountId === accountId && expiresAt > now),
    );
  }
  async removeOthers(accountId: string, keptIdHash: string): Promise<number> {
    const kept = this.stored.get(keptIdHash);
    const ended = await this.removeOfAccount(accountId);
    if (kept?.user.subject.accountId !== accountId) return ended;
    this.stored.set(keptIdHash, kept);
    return ended - 1;
  }
}

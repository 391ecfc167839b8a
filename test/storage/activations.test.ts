import { GuardianActivation } from '../../src/accounts/guardian-activation.js';
import type { ActivationRecord } from '../../src/accounts/activation-ports.js';
import { FrozenClock } from '../../src/clock.js';
import type { GatewayError } from '../../src/errors.js';
import type { SmsOrder } from '../../src/messaging/ports.js';
import { systemRandom } from '../../src/random.js';
import type { Storage } from '../../src/storage/open-storage.js';
import { addFamily } from '../support/guardian-walk.js';
import { describeOnEachStore, fresh } from './describe-on-each-store.js';

const now = new Date('2026-11-26T09:00:00Z');
const later = new Date(now.getTime() + 3_600_000);
const by = { name: 'g', role: 'person' } as const;
const record = (parts: Partial<ActivationRecord> = {}): ActivationRecord => ({
  ...{ id: fresh('activation'), path: 'franceconnect', step: 'code', end: { retour: '/aide' } },
  identity: { issuer: 'fc', sub: 's', familyName: 'DURAND', givenNames: 'Jeanne', mail: 'j@example.org' },
  asked: { mobile: '+33612345678' },
  code: { mac: 'm', answers: 1, expiresAt: later },
  ...{ expiresAt: later, version: 1 },
  ...parts,
});

/** The rules as one process has them; `sms` is what it queued. */
function processOf(storage: Storage, clock: FrozenClock, smsPerDay = 1000) {
  const { accounts, activations, dateTries, allowances } = storage;
  const sms: SmsOrder[] = [];
  const queueSms = async (order: SmsOrder) => (sms.push(order), { queued: true as const, id: 'm' });
  const rules = new GuardianActivation({
    ...{ accounts, activations, dateTries, allowances, clock, smsPerDay, messages: { queueSms } },
    ...{ random: systemRandom, codeKey: Buffer.alloc(32, 3), budget: { isLeft: async () => true } },
    ...{ reports: { file: async () => {} }, audit: { append: async () => {} } },
    hasher: { hash: async () => 'h', verify: async () => ({ ok: false, rehash: false }) },
    easyPrimary: false,
  });
  const code = (): string => String((sms.at(-1)?.parameters as { code?: string } | undefined)?.code);
  return { rules, sms, code };
}

describeOnEachStore('Activations', (opened) => {
  const store = () => opened().storage.activations;

  it('are read as they were written, until their hour is over to the second', async () => {
    const added = record();
    await store().add(added);
    expect(await store().read(added.id, now)).toEqual(added);
    expect(await store().read(added.id, later)).toBeUndefined();
    expect(await store().read('nobody', now)).toBeUndefined();
  });

  it('take one change of twenty that saw the same record; what is undefined is removed', async () => {
    const added = record();
    await store().add(added);
    const changes = Array.from({ length: 20 }, () =>
      store().change(added, { step: 'children', accountId: 'a', code: undefined }),
    );
    expect((await Promise.all(changes)).filter(Boolean)).toHaveLength(1);
    const stored = await store().read(added.id, now);
    expect(stored).toMatchObject({ step: 'children', accountId: 'a', version: 2 });
    expect(stored).not.toHaveProperty('code');
    await store().remove(added.id);
    expect(await store().change(stored!, { step: 'mail' })).toBe(false);
  });
});

describeOnEachStore('Wrong birth dates', (opened) => {
  it('are counted once each, and forgotten at their time', async () => {
    const { dateTries } = opened().storage;
    const id = fresh('guardian');
    const none = await dateTries.read(id, now);
    expect(none).toEqual({ accountId: id, wrong: 0, version: 0 });
    const saves = Array.from({ length: 10 }, () => dateTries.save(none, { wrong: 1 }, later));
    expect((await Promise.all(saves)).filter(Boolean)).toHaveLength(1);
    const one = await dateTries.read(id, now);
    expect(one).toMatchObject({ wrong: 1, version: 1 });
    expect(await dateTries.save(one, { wrong: 3, lockedUntil: later }, later)).toBe(true);
    expect(await dateTries.save(one, { wrong: 2 }, later)).toBe(false);
    expect(await dateTries.read(id, now)).toMatchObject({ wrong: 3, lockedUntil: later });
    expect(await dateTries.read(id, later)).toEqual({ accountId: id, wrong: 0, version: 2 });
  });
});

describeOnEachStore('Fifty guesses at once on three processes', (opened) => {
  const clock = new FrozenClock(now);
  const outcomes = async (answers: Promise<string>[]): Promise<string[]> =>
    (await Promise.allSettled(answers)).map((one) =>
      one.status === 'fulfilled' ? one.value : (one.reason as GatewayError).code,
    );

  it('R04 of one code: three are looked at, the others find it used up', async () => {
    const { storage } = opened();
    const { mobile } = await addFamily(opened());
    const processes = [1, 2, 3].map(() => processOf(storage, clock));
    const [first] = processes;
    const asked = { sn: 'Exemple', givenName: 'Solène', mobile };
    const { secret, send } = await first!.rules.register({ asked, end: {} }, { language: 'fr' });
    await send();
    const journey = await first!.rules.find(secret);
    const code = first!.code();
    const wrong = code === '123456' ? '654321' : '123456';
    const found = await outcomes(
      Array.from({ length: 50 }, (_, index) =>
        processes[index % 3]!.rules.answerCode(journey, index === 45 ? code : wrong),
      ),
    );
    expect(found.filter((one) => one === 'wrong' || one === 'right').length).toBeLessThanOrEqual(3);
    expect(found.filter((one) => one === 'used-up' || one === 'moved').length).toBeGreaterThanOrEqual(47);
    const again = await processOf(storage, clock).rules.answerCode(journey, code);
    expect(again).toBe(found.includes('right') ? 'moved' : 'used-up');
  });

  it('R04 of birth dates: two wrong, the third closes the way', async () => {
    const { storage } = opened();
    const { guardian, dates } = await addFamily(opened());
    const processes = [1, 2, 3].map(() => processOf(storage, clock));
    const proved = { ...record({ step: 'children', accountId: guardian.id }) };
    await storage.activations.add(proved);
    const journey = { record: proved, account: guardian };
    const found = await outcomes(
      Array.from({ length: 50 }, (_, index) =>
        processes[index % 3]!.rules.answerDates(journey, ['2001-01-01', '2002-02-02'], by),
      ),
    );
    const looked = found.filter((one) => one === 'wrong' || one === 'right');
    expect([looked.length, found.filter((one) => one === 'locked').length]).toEqual([2, 48]);
    expect(await processOf(storage, clock).rules.answerDates(journey, dates, by)).toBe('locked');
  });
});

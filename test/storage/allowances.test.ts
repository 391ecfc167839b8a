import { takeAll } from '../../src/accounts/allowance-ports.js';
import { describeOnEachStore, fresh } from './describe-on-each-store.js';

const terms = { most: 3, seconds: 60 };
const now = new Date();
const after = (seconds: number): Date => new Date(now.getTime() + seconds * 1000);

describeOnEachStore('Allowances', (opened) => {
  const allowances = () => opened().storage.allowances;

  it('are taken until they are used up, and are new when their window has ended', async () => {
    const key = fresh('key');
    const takes: boolean[] = [];
    for (const at of [0, 1, 59, 59, 60]) takes.push(await allowances().take(key, terms, after(at)));
    expect(takes).toEqual([true, true, true, false, true]);
  });

  it('R03 of thirty takes at once, as many succeed as there are', async () => {
    const key = fresh('key');
    const takes = await Promise.all(Array.from({ length: 30 }, () => allowances().take(key, terms, now)));
    expect(takes.filter(Boolean)).toHaveLength(3);
  });

  it('keep no key in clear', async () => {
    const key = fresh('noe@example.org');
    await allowances().take(key, terms, now);
    const { model } = allowances() as unknown as { model: { find(): { lean(): Promise<unknown> } } };
    expect(JSON.stringify(await model.find().lean())).not.toContain('noe@');
  });

  it('stop at the first that is used up', async () => {
    const [hourly, daily] = [fresh('hour'), fresh('day')];
    const wanted = [[hourly, { most: 1, seconds: 60 }] as const, [daily, { most: 2, seconds: 600 }] as const];
    const takes: boolean[] = [];
    for (const at of [0, 1, 61, 122]) takes.push(await takeAll(allowances(), wanted, after(at)));
    expect(takes).toEqual([true, false, true, false]);
  });
});

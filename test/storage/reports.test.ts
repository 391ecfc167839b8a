import type { Report } from '../../src/accounts/guardian-ports.js';
import { describeOnEachStore, fresh } from './describe-on-each-store.js';

const at = new Date('2026-11-26T09:00:00Z');
const later = new Date('2026-11-27T09:00:00Z');

describeOnEachStore('Reports to schools', (opened) => {
  const reports = () => opened().storage.reports;
  const report = (given: Partial<Report> = {}): Report => ({
    ...{
      kind: 'wrong-link',
      guardianId: fresh('guardian'),
      childId: fresh('child'),
      uais: [fresh('uai')],
      at,
    },
    ...given,
  });
  const waiting = (uai: string) => reports().ofSchool(uai, { most: 10 });

  it('are seen by each school of the child, the latest first, and by no other', async () => {
    const [one, other] = [fresh('uai'), fresh('uai')];
    const first = report({ uais: [one, other] });
    const second = report({ kind: 'identity-mismatch', uais: [one], at: later });
    const nobodys = report();
    await reports().file([first, second, nobodys]);
    expect(await waiting(one)).toMatchObject([second, first]);
    expect(await waiting(other)).toMatchObject([first]);
    expect(await waiting(fresh('uai'))).toEqual([]);
    expect(await reports().ofSchool(one, { most: 1 })).toHaveLength(1);
  });

  it('are one for the same kind, guardian and child, however often they are filed', async () => {
    const filed = report();
    const [uai = ''] = filed.uais;
    await Promise.all(Array.from({ length: 8 }, () => reports().file([filed, { ...filed }])));
    await reports().file([{ ...filed, at: later }]);
    expect(await waiting(uai)).toMatchObject([{ ...filed, at: later }]);
    await reports().file([
      { ...filed, childId: fresh('child') },
      { ...filed, kind: 'identity-mismatch' },
    ]);
    expect(await waiting(uai)).toHaveLength(3);
    await reports().file([]);
  });

  it('are closed once, by a school that sees them; what is reported again waits again', async () => {
    const filed = report();
    const [uai = ''] = filed.uais;
    await reports().file([filed]);
    const id = (await waiting(uai))[0]?.id ?? '';
    expect(await reports().close(id, { by: 'other', at: later, uai: fresh('uai') })).toBe(false);
    const closings = Array.from({ length: 8 }, () => reports().close(id, { by: 'staff', at: later, uai }));
    expect((await Promise.all(closings)).filter(Boolean)).toHaveLength(1);
    expect(await waiting(uai)).toEqual([]);
    expect(await reports().ofSchool(uai, { closed: true, most: 10 })).toMatchObject([
      { id, closedAt: later, closedBy: 'staff' },
    ]);
    await reports().file([{ ...filed, at: later }]);
    expect(await reports().find(id)).toEqual({ id, ...filed, at: later });
    expect(await reports().close('nothing', { by: 'staff', at: later })).toBe(false);
  });

  it('go with the account of the guardian, and with that of the child', async () => {
    const [uai, guardianId, childId] = [fresh('uai'), fresh('guardian'), fresh('child')];
    await reports().file([report({ uais: [uai], guardianId }), report({ uais: [uai], childId })]);
    expect(await reports().removeOfAccount(guardianId)).toBe(1);
    expect(await waiting(uai)).toMatchObject([{ childId }]);
    expect(await reports().removeOfAccount(childId)).toBe(1);
    expect(await waiting(uai)).toEqual([]);
  });
});

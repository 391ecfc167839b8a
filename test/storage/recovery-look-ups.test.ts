import { describeOnEachStore, fresh } from './describe-on-each-store.js';

const person = { sn: 'Exemple', givenName: 'Noé', schools: [], childIds: [] };

describeOnEachStore('Who forgot', (opened) => {
  const accounts = () => opened().storage.accounts;
  const add = (given: object) =>
    accounts().add({
      ...{ kind: 'guardian', state: 'ACTIF', person, identifier: fresh('n.exemple') },
      ...given,
    } as const);

  it('is found by the confirmed address without its capitals, while it is confirmed', async () => {
    const box = fresh('noe');
    const one = await add({ id: `${box}1`, mail: `${box}@Example.org` });
    const two = await add({ id: `${box}2`, mail: `${box.toUpperCase()}@example.org` });
    const ids = async (most: number) =>
      (await accounts().findByMail(`${box}@example.org`, most)).map(({ id }) => id);
    expect(await ids(8)).toEqual([one.id, two.id]);
    expect(await ids(1)).toEqual([one.id]);
    expect(await accounts().apply(one, { mail: undefined })).toBe(true);
    expect(await accounts().apply(two, { mail: `${fresh('new')}@example.org` })).toBe(true);
    expect(await ids(8)).toEqual([]);
    expect(await accounts().findById(one.id)).not.toHaveProperty('mailKey');
  });

  it('is found by any mobile that the school has on record', async () => {
    const digits = `+336${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`;
    const { id } = await add({ contact: { mobiles: ['+33700000000', digits] } });
    expect((await accounts().findByMobile(digits, 4)).map((found) => found.id)).toEqual([id]);
    expect(await accounts().findByMobile(`${digits}1`, 4)).toEqual([]);
  });
});

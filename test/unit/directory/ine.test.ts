import { hashIne, isIne } from '../../../src/directory/ine.js';

describe('An INE', () => {
  it.each(['990000001ZZ', '1234567890A'])('is %s', (ine) => expect(isIne(ine)).toBe(true));
  it.each(['99000000ZZZ', '990000001zz', '990000001ZZ1', ''])('is not %j', (ine) =>
    expect(isIne(ine)).toBe(false),
  );

  it('is hashed to 32 hex digits that depend on the key', () => {
    const hash = hashIne('990000001ZZ', Buffer.alloc(32, 1));
    expect(hash).toMatch(/^[0-9a-f]{32}$/);
    expect(hashIne('990000001ZZ', Buffer.alloc(32, 1))).toBe(hash);
    expect(hashIne('990000001ZZ', Buffer.alloc(32, 2))).not.toBe(hash);
    expect(hashIne('990000002ZZ', Buffer.alloc(32, 1))).not.toBe(hash);
  });
});

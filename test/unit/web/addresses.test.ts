import { SeededRandom } from '../../../src/random.js';
import { readCookie } from '../../../src/web/host-cookie.js';
import { isPrivateAddress } from '../../../src/web/private-address.js';
import { GatewayError } from '../../../src/errors.js';
import { clientKey, createRateLimit, type RateLimit } from '../../../src/web/rate-limit.js';
import { newRequestId } from '../../../src/web/request-id.js';

test.each(['127.0.0.1', '::1', '10.1.2.3', '192.168.0.9', '172.16.0.1', '::ffff:10.0.0.1', 'fd00::1'])(
  '%s is inside',
  (address) => expect(isPrivateAddress(address)).toBe(true),
);

test.each(['8.8.8.8', '172.32.0.1', '2001:db8::1', '::ffff:8.8.8.8', '', 'localhost', undefined])(
  '%s is not inside',
  (address) => expect(isPrivateAddress(address)).toBe(false),
);

test('IPv4 counts by address, whatever its notation; IPv6 by /56', () => {
  expect(clientKey('::ffff:192.0.2.7')).toBe(clientKey('192.0.2.7'));
  expect(clientKey('192.0.2.7')).not.toBe(clientKey('192.0.2.8'));
  expect(clientKey('2001:db8:0:ab01::1')).toBe(clientKey('2001:db8:0:abff:ffff::2'));
  expect(clientKey('2001:db8:0:ab01::1')).not.toBe(clientKey('2001:db8:0:ac01::1'));
  expect(clientKey(undefined)).toBe('unknown');
  expect(clientKey('192.0.2.7:40123')).toBe(clientKey('192.0.2.7'));
  expect(clientKey('[2001:db8:0:ab01::1]:40123')).toBe(clientKey('2001:db8:0:ab01::1'));
});

test('a request id can be said on the telephone', () => {
  const random = new SeededRandom('ids');
  const ids = Array.from({ length: 500 }, () => newRequestId(random));
  expect(new Set(ids).size).toBe(500);
  for (const id of ids) expect(id).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
});

test('a cookie is found by its whole name; the first one counts', () => {
  const req = { headers: { cookie: 'xbrowser=no; browser=first; other; browser=second; =odd' } };
  expect(readCookie(req, 'browser')).toBe('first');
  expect(readCookie(req, 'rowser')).toBeUndefined();
  expect(readCookie({ headers: {} }, 'browser')).toBeUndefined();
});

describe('tries of one client', () => {
  const exchange = { req: { ip: '192.0.2.7' }, res: { setHeader: () => {} } } as unknown as Parameters<
    RateLimit['pass']
  >[0];
  const refused = (code: 'busy' | 'fields_missing' | 'credentials_wrong') => () =>
    Promise.reject(new GatewayError(code));

  test('those under way at once count nothing until they are refused', async () => {
    const { pass } = createRateLimit({ enabled: true, perMinute: 2 });
    let refuse: (error: Error) => void = () => {};
    const answer = new Promise((_resolve, reject) => (refuse = reject));
    const underWay = Array.from({ length: 5 }, () => pass(exchange, () => answer));
    await expect(pass(exchange, async () => 'right')).resolves.toBe('right');
    refuse(new GatewayError('credentials_wrong'));
    for (const one of await Promise.allSettled(underWay)) expect(one.status).toBe('rejected');
    await expect(pass(exchange, async () => 'right')).rejects.toThrow('too_many_requests');
  });

  test('a full queue, or an empty form, uses no limit up', async () => {
    const { pass } = createRateLimit({ enabled: true, perMinute: 2 });
    await expect(pass(exchange, refused('credentials_wrong'))).rejects.toThrow('credentials_wrong');
    for (let time = 0; time < 3; time += 1) {
      await expect(pass(exchange, refused('busy'))).rejects.toThrow('busy');
      await expect(pass(exchange, refused('fields_missing'))).rejects.toThrow('fields_missing');
    }
    await expect(pass(exchange, async () => 'right')).resolves.toBe('right');
  });
});

test('RATE_LIMIT=off counts nothing', async () => {
  const { count } = createRateLimit({ enabled: false, perMinute: 1 });
  const exchange = [{ ip: '192.0.2.7' }, {}] as unknown as Parameters<typeof count>;
  for (let time = 0; time < 5; time++) await expect(count(...exchange)).resolves.toBeUndefined();
});

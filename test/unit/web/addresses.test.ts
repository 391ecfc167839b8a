import { SeededRandom } from '../../../src/random.js';
import { readCookie } from '../../../src/web/host-cookie.js';
import { isPrivateAddress } from '../../../src/web/private-address.js';
import { clientKey, createRateLimit } from '../../../src/web/rate-limit.js';
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

test('RATE_LIMIT=off counts nothing', async () => {
  const { count } = createRateLimit({ enabled: false, perMinute: 1 });
  const exchange = [{ ip: '192.0.2.7' }, {}] as unknown as Parameters<typeof count>;
  for (let time = 0; time < 5; time++) await expect(count(...exchange)).resolves.toBeUndefined();
});

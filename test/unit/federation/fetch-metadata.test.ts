import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { isFetchable, type ResolveAll } from '../../../src/federation/address-guard.js';
import { fetchMetadata, type FetchOptions } from '../../../src/federation/fetch-metadata.js';
import { MetadataError } from '../../../src/federation/metadata-error.js';

let server: Server;
let port: number;
let connections: number;
let answer: RequestListener;

beforeAll(async () => {
  server = createServer((request, response) => answer(request, response));
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
beforeEach(() => {
  connections = 0;
  answer = (_, response) => response.end('<xml/>');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const local = (path = '/') => `http://127.0.0.1:${port}${path}`;

async function faultOf(address: string, options?: FetchOptions): Promise<string> {
  try {
    await fetchMetadata(address, options);
  } catch (error) {
    if (error instanceof MetadataError) return error.faults.join();
    throw error;
  }
  throw new Error('not refused');
}

/** Every name leads to `addresses`; how often it was asked is counted. */
function resolverTo(...addresses: string[]): ResolveAll & { asked: number } {
  const resolve = (_: string, done: Parameters<ResolveAll>[1]): void => {
    resolve.asked += 1;
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  resolve.asked = 0;
  return resolve;
}

describe('M03 where metadata may come from', () => {
  test('plain http, files and other schemes are refused without connection', async () => {
    for (const scheme of ['http', 'ftp', 'data', 'gopher']) {
      expect(await faultOf(`${scheme}://127.0.0.1:${port}/`)).toContain('https only');
    }
    expect(await faultOf('http://example.org/m')).toBe(
      'http://example.org/m is not an https:// address: metadata is fetched by https only, or given as a file',
    );
    expect(await faultOf('file:///etc/passwd')).toContain('https only');
    expect(await faultOf('//127.0.0.1')).toContain('not an address');
    expect(connections).toBe(0);
  });

  test('this machine, however it is written', async () => {
    const hosts = [
      '127.0.0.1',
      '2130706433',
      '0x7f.1',
      '017700000001',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '0.0.0.0',
      '127.1',
    ];
    for (const host of hosts) {
      expect(await faultOf(`https://${host}:${port}/`)).toContain('private, local or reserved');
    }
    expect(await faultOf(`https://localhost:${port}/`)).toContain('private, local or reserved');
    expect(connections).toBe(0);
  });

  test.each([
    '169.254.169.254',
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '100.64.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '192.0.2.1',
    '::',
    '::1',
    'fe80::1',
    'fc00::1',
    'fd12::1',
    'ff02::1',
    '::ffff:10.0.0.1',
    '64:ff9b::a00:1',
    '2002:a00:1::',
    '2001:db8::1',
    'not an address',
  ])('%s is never fetched from', (address) => {
    expect(isFetchable(address, false)).toBe(false);
  });

  test('public addresses are', () => {
    expect(isFetchable('193.49.159.1', false)).toBe(true);
    expect(isFetchable('::ffff:193.49.159.1', false)).toBe(true);
    expect(isFetchable('2001:660:3003::1', false)).toBe(true);
  });

  test('a name that leads here, or has one such address among others', async () => {
    for (const addresses of [['127.0.0.1'], ['193.49.159.1', '10.0.0.1'], ['::ffff:127.0.0.1']]) {
      const fault = await faultOf(`https://portal.example:${port}/`, { resolve: resolverTo(...addresses) });
      expect(fault).toContain('private, local or reserved');
    }
    expect(connections).toBe(0);
  });

  test('DNS rebinding: the name is resolved once, the connection goes to the address that was judged', async () => {
    const answers = ['198.41.0.4', '127.0.0.1'];
    let asked = 0;
    const resolve: ResolveAll = (_, done) => {
      done(null, [{ address: answers[Math.min(asked, 1)] ?? '', family: 4 }]);
      asked += 1;
    };
    await faultOf(`https://portal.example:${port}/`, { resolve, milliseconds: 500 });
    expect(asked).toBe(1);
    expect(connections).toBe(0);
  });

  test('302 to a private address, to a name that leads to one, to plain http', async () => {
    const targets = [
      'https://10.0.0.1/',
      'https://169.254.169.254/latest',
      'http://portal.example/',
      'file:///etc/passwd',
    ];
    for (const target of targets) {
      answer = (_, response) => response.writeHead(302, { location: target }).end();
      expect(await faultOf(local(), { allowLoopback: true })).toMatch(/private, local|https only/);
    }
    answer = (_, response) => response.writeHead(302, { location: 'https://portal.example/' }).end();
    const options = { allowLoopback: true, resolve: resolverTo('10.0.0.1') };
    expect(await faultOf(local(), options)).toContain(' leads to 10.0.0.1, a private, local or');
  });

  test('allow-loopback opens this machine only, and only when asked for it first', async () => {
    expect(await fetchMetadata(local(), { allowLoopback: true })).toBe('<xml/>');
    expect(await faultOf('https://10.0.0.1/', { allowLoopback: true })).toContain('private');
    const resolve = resolverTo('127.0.0.1');
    expect(await faultOf(`https://portal.example:${port}/`, { allowLoopback: true, resolve })).toContain(
      'private',
    );
    expect(connections).toBe(1);
  });
});

describe('M04 what is received', () => {
  const allowed = { allowLoopback: true };

  test('over 2 MB is cut off, with or without a length', async () => {
    let sent = 0;
    answer = (_, response) => {
      const chunk = Buffer.alloc(64 * 1024, ' ');
      const more = (): void => {
        while (sent < 200 * 1024 * 1024) {
          sent += chunk.length;
          if (!response.write(chunk)) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    };
    expect(await faultOf(local(), allowed)).toContain('over 2 MB');
    expect(sent).toBeLessThan(50 * 1024 * 1024);
  });

  test('a slow answer ends with the time, before or after the headers', async () => {
    answer = (_, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write(' '), 50);
      response.on('close', () => clearInterval(drip));
    };
    const begun = performance.now();
    expect(await faultOf(local(), { ...allowed, milliseconds: 300 })).toContain('within 0.3 s');
    answer = () => undefined;
    expect(await faultOf(local(), { ...allowed, milliseconds: 300 })).toContain('within 0.3 s');
    expect(performance.now() - begun).toBeLessThan(3000);
  });

  test('a gzip bomb is not unpacked', async () => {
    answer = (request, response) => {
      expect(request.headers['accept-encoding']).toBe('identity');
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(10_000_000)));
    };
    expect(await faultOf(local(), allowed)).toContain('compressed');
  });

  test('redirections are followed three times (IIP-MD02), not for ever', async () => {
    answer = (request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) response.end('<xml/>');
      else response.writeHead(301, { location: `/${left - 1}` }).end();
    };
    expect(await fetchMetadata(local('/3'), allowed)).toBe('<xml/>');
    expect(await faultOf(local('/4'), allowed)).toContain('redirected more than 3 times');
  });

  test('an error page, a closed port, octets that are not text', async () => {
    answer = (_, response) => response.writeHead(404).end('<html/>');
    expect(await faultOf(local(), allowed)).toContain('answered 404');
    answer = (request) => request.socket.destroy();
    expect(await faultOf(local(), allowed)).toContain('cannot be fetched');
    answer = (_, response) => response.end(Buffer.from([0xff, 0xc0, 0x80]));
    expect(await faultOf(local(), allowed)).toContain('save the file in UTF-8');
  });
});

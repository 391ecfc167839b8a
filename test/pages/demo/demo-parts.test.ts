import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FrozenClock } from '../../../src/clock.js';
import { checkPorts, PortBusyError } from '../../../src/demo/check-ports.js';
import { demoUrl, readDemoConfig } from '../../../src/demo/demo-config.js';
import { explainStatus } from '../../../src/demo/explain-status.js';
import { indentXml } from '../../../src/demo/indent-xml.js';
import { rememberPending, takePending } from '../../../src/demo/portal-session.js';
import { RequestIdCache } from '../../../src/demo/request-id-cache.js';
import { type AcceptedSignIn, SignInTickets } from '../../../src/demo/sign-in-tickets.js';

describe('checkPorts', () => {
  it('names the port that is taken, the program it was for and the option that changes it', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const { port } = holder.address() as AddressInfo;
    const config = readDemoConfig(['--gateway-port', '1', '--ent-port', String(port)]);
    const ports = { gateway: 0, ent: port, teleservice: 0, start: 0, inbox: 0, franceconnect: 0 };
    const check = checkPorts({ ...config, ports });
    await expect(check).rejects.toThrow(PortBusyError);
    await expect(check).rejects.toThrow(new RegExp(`port ${port} \\(ENT.*--ent-port ${port + 1000}`, 's'));
    await new Promise((resolve) => holder.close(resolve));
  });
});

describe('readDemoConfig', () => {
  it('puts the gateway and the portals on two sites, as in life', () => {
    const config = readDemoConfig(['--gateway-port', '9080']);
    expect(demoUrl(config, 'gateway')).toBe('http://127.0.0.1:9080');
    expect(demoUrl(config, 'ent')).toBe('http://localhost:8081');
  });
});

describe('SignInTickets', () => {
  const signIn = {} as AcceptedSignIn['signIn'];
  const clock = new FrozenClock('2026-11-24T09:00:00Z');
  const tickets = new SignInTickets(clock);

  it('are good once, for a minute', () => {
    const first = tickets.issue({ signIn, relayState: 'a' });
    expect(tickets.redeem(first)).toMatchObject({ relayState: 'a' });
    expect(tickets.redeem(first)).toBeUndefined();
    const second = tickets.issue({ signIn, relayState: 'b' });
    clock.advance(60_000);
    expect(tickets.redeem(second)).toBeUndefined();
    expect(tickets.redeem('undefined')).toBeUndefined();
  });
});

describe('pending sign-ins', () => {
  it('are five at most, and count once', () => {
    const session = {};
    for (const relayState of ['a', 'b', 'c', 'd', 'e', 'f']) rememberPending(session, { relayState });
    expect(takePending(session, 'a')).toBeUndefined();
    expect(takePending(session, 'c')).toEqual({ relayState: 'c' });
    expect(takePending(session, 'c')).toBeUndefined();
    expect(takePending(session, 'f')).toEqual({ relayState: 'f' });
  });
});

describe('RequestIdCache', () => {
  it('forgets an id when its time is over, or when it was answered', async () => {
    const clock = new FrozenClock('2026-11-24T09:00:00Z');
    const cache = new RequestIdCache(clock, 10);
    await cache.saveAsync('_a', 'x');
    await cache.saveAsync('_b', 'y');
    expect(await cache.removeAsync('_a')).toBe('_a');
    expect(await cache.getAsync('_a')).toBeNull();
    expect(await cache.removeAsync('_a')).toBeNull();
    expect(await cache.getAsync('_b')).toBe('y');
    clock.advance(10_000);
    expect(await cache.getAsync('_b')).toBeNull();
  });
});

describe('indentXml', () => {
  it('puts each element on its line and escapes what it writes', () => {
    expect(indentXml('<a x="1&quot;"><b>t &lt; u &amp; v</b><c/></a>')).toBe(
      '<a x="1&quot;">\n  <b>t &lt; u &amp; v</b>\n  <c/>\n</a>',
    );
  });

  it('gives back what is not XML', () => {
    expect(indentXml('bonjour <')).toBe('bonjour <');
  });
});

describe('explainStatus', () => {
  const protocol = 'urn:oasis:names:tc:SAML:2.0:protocol';
  const code = (name: string, inner = ''): string =>
    `<p:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:${name}">${inner}</p:StatusCode>`;
  const response = (status: string): string =>
    `<p:Response xmlns:p="${protocol}"><p:Status>${status}</p:Status></p:Response>`;

  it('prefers the second level, which says more', () => {
    const explained = explainStatus(response(code('Requester', code('NoAuthnContext'))));
    expect(explained?.sentence).toContain('une façon de se connecter');
    expect(explained?.codes).toHaveLength(2);
  });

  it('falls back on the first when the second is unknown', () => {
    expect(explainStatus(response(code('Responder', code('Other'))))?.sentence).toContain('de son côté');
    expect(explainStatus(response(code('constructor')))?.sentence).toBe(
      'La passerelle a refusé la connexion.',
    );
  });

  it('is silent on success, and on what it cannot read', () => {
    expect(explainStatus(response(code('Success')))).toBeUndefined();
    expect(explainStatus('bonjour')).toBeUndefined();
  });
});

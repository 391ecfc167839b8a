import mongoose from 'mongoose';
import { isGatewayError } from '../../src/errors.js';
import type { AuthnRequest } from '../../src/saml/types.js';
import { MongoAuthnRequestLedger } from '../../src/storage/authn-request-store.js';
import { describeOnEachStore, fresh } from './describe-on-each-store.js';

function request(id = fresh('_id')): AuthnRequest {
  return {
    id,
    issuer: 'https://ent.example.org/sp',
    issueInstant: new Date('2026-09-01T08:00:00Z'),
    binding: 'redirect',
    signed: true,
    acsUrl: 'https://ent.example.org/acs',
    forceAuthn: false,
    isPassive: false,
    relayState: 'état & <plus>',
    requestedAuthnContext: { comparison: 'exact', classRefs: ['urn:x'] },
  };
}

const until = new Date(Date.now() + 600_000);
const now = new Date();

describeOnEachStore('Requests of portals', (opened) => {
  const ledger = () => opened().storage.authnRequests;
  const hold = async (browser?: string) => {
    const given = request();
    const handle = fresh('handle');
    await ledger().hold(given, {
      handle,
      receivedAt: now,
      until,
      ...(browser === undefined ? {} : { browser }),
    });
    return { given, handle };
  };

  it('P03 accepts an ID once from one portal, by either door', async () => {
    const first = request();
    await ledger().remember(first, until);
    const again = await ledger()
      .hold(first, { handle: fresh('handle'), receivedAt: now, until })
      .catch((error: unknown) => error);
    expect(isGatewayError(again, 'replay')).toBe(true);
    await ledger().remember({ ...first, issuer: 'https://other.example.org/sp' }, until);
  });

  it('P03 accepts one of twenty that come at once', async () => {
    const same = request();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => ledger().remember(same, until)),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(isGatewayError(outcome.reason, 'replay')).toBe(true);
    }
  });

  it('gives back the request it held, to the browser that brought it', async () => {
    const { given, handle } = await hold('browser-a');
    const pending = { handle, request: given, receivedAt: now, answered: false };
    expect(await ledger().claim(handle, 'browser-a', now)).toEqual(pending);
    expect(await ledger().claim(handle, 'browser-a', now)).toEqual(pending);
  });

  it('P16 gives an unclaimed request to the first browser only', async () => {
    const { handle } = await hold();
    expect(await ledger().claim(handle, 'browser-a', now)).toBeDefined();
    expect(await ledger().claim(handle, 'browser-b', now)).toBeUndefined();
    expect(await ledger().takeToAnswer(handle, 'browser-b', now)).toBeUndefined();
    expect(await ledger().claim(handle, 'browser-a', now)).toBeDefined();
  });

  it('P16 gives it to one of the browsers that come at once', async () => {
    const { handle } = await hold();
    const claims = await Promise.all(
      Array.from({ length: 8 }, (_, index) => ledger().claim(handle, `browser-${index}`, now)),
    );
    expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1);
  });

  it('is answered once', async () => {
    const { handle } = await hold('browser-a');
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () => ledger().takeToAnswer(handle, 'browser-a', now)),
    );
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect(await ledger().claim(handle, 'browser-a', now)).toMatchObject({ answered: true });
  });

  /** Runs `check` with the ledger of another process. */
  const withElsewhere = async (check: (elsewhere: MongoAuthnRequestLedger) => Promise<void>) => {
    const connection = await mongoose.createConnection(opened().uri).asPromise();
    await check(new MongoAuthnRequestLedger(connection)).finally(() => connection.close());
  };

  it('is answered once by two processes, each of which may have it in memory', () =>
    withElsewhere(async (elsewhere) => {
      const { handle } = await hold('browser-a');
      expect(await elsewhere.takeToAnswer(handle, 'browser-a', now)).toBeDefined();
      expect(await ledger().takeToAnswer(handle, 'browser-a', now)).toBeUndefined();
      expect(await ledger().claim(handle, 'browser-a', now)).toMatchObject({ answered: true });
    }));

  it('lives on where it was kept when another process prolonged it', () =>
    withElsewhere(async (elsewhere) => {
      const { handle } = await hold('browser-a');
      const later = new Date(until.getTime() + 120_000);
      await elsewhere.prolong(handle, 'browser-a', new Date(until.getTime() + 600_000));
      expect(await ledger().claim(handle, 'browser-a', later)).toMatchObject({ handle });
      expect(await ledger().takeToAnswer(handle, 'browser-a', later)).toMatchObject({ handle });
    }));

  it('is shown from memory by the process that kept it, and to its browser alone', async () => {
    const { handle } = await hold('browser-a');
    await (ledger() as MongoAuthnRequestLedger).model.deleteOne({ handle });
    expect(await ledger().claim(handle, 'browser-a', now)).toMatchObject({ handle });
    expect(await ledger().claim(handle, 'browser-b', now)).toBeUndefined();
    expect(await ledger().takeToAnswer(handle, 'browser-a', now)).toBeUndefined();
    expect(await ledger().claim(handle, 'browser-a', now)).toBeUndefined();
  });

  it('is not in memory when it is long', async () => {
    const long = { ...request(), subject: { format: 'urn:x', value: 'a'.repeat(3000) } };
    const handle = fresh('handle');
    await ledger().hold(long, { handle, receivedAt: now, until, browser: 'browser-a' });
    expect(await ledger().claim(handle, 'browser-a', now)).toMatchObject({ request: long });
    await (ledger() as MongoAuthnRequestLedger).model.deleteOne({ handle });
    expect(await ledger().claim(handle, 'browser-a', now)).toBeUndefined();
  });

  it('is in memory when it is one of the newest only', async () => {
    const connection = await mongoose.createConnection(opened().uri).asPromise();
    const small = new MongoAuthnRequestLedger(connection, 2);
    const handles = ['a', 'b', 'c'].map(fresh);
    for (const handle of handles)
      await small.hold(request(), { handle, receivedAt: now, until, browser: 'browser-a' });
    await small.model.deleteMany({ handle: mongoose.trusted({ $in: handles }) });
    const claims = await Promise.all(handles.map((handle) => small.claim(handle, 'browser-a', now)));
    expect(claims.map((claim) => claim?.handle)).toEqual([undefined, ...handles.slice(1)]);
    await connection.close();
  });

  it('of those taken at once, each is answered to whom it belongs', async () => {
    const kept = await Promise.all(Array.from({ length: 12 }, () => hold('browser-a')));
    const browsers = ['browser-a', 'browser-b', 'browser-a'];
    const takings = browsers.flatMap((browser) =>
      kept.map(({ handle }) => ledger().takeToAnswer(handle, browser, now)),
    );
    const taken = (await Promise.all(takings)).flatMap((pending) => pending?.handle ?? []);
    expect(taken.sort()).toEqual(kept.map(({ handle }) => handle).sort());
  });

  it('knows nothing past its time, cleaned up or not', async () => {
    const { handle } = await hold('browser-a');
    expect(await ledger().claim(handle, 'browser-a', until)).toBeUndefined();
    expect(await ledger().takeToAnswer(handle, 'browser-a', until)).toBeUndefined();
    expect(await ledger().claim('no-such-handle', 'browser-a', now)).toBeUndefined();
  });
});

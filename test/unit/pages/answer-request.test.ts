import type { Response } from 'express';
import { FrozenClock } from '../../../src/clock.js';
import { toRelyingParty } from '../../../src/federation/relying-party.js';
import { answerPages } from '../../../src/pages/sso/answer-request.js';
import type { SsoTools } from '../../../src/pages/sso/sso-tools.js';
import { SeededRandom } from '../../../src/random.js';
import type { AuthnRequest } from '../../../src/saml/types.js';
import { sampleRecord } from '../../support/sample-sp.js';
import { idpSigner } from '../../support/saml-samples.js';
import { signedIn } from '../../support/signed-in.js';

const persistent = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';
const record = sampleRecord({}, { release: ['uid'] });
const request: AuthnRequest = {
  ...{ id: '_1', issuer: record.entityId, issueInstant: new Date(), binding: 'redirect', signed: false },
  ...{ acsUrl: record.metadata.acs[0]?.location ?? '', forceAuthn: false, isPassive: false },
  nameIdPolicy: { format: persistent, allowCreate: true },
};

/** The answers on fakes: `done` is what they did, in order. */
function answersOn(nameId: () => Promise<string>) {
  const done: string[] = [];
  const tools = {
    config: { BASE_URL: 'https://gateway.test', SESSION_HOURS: 10, ASSERTION_SECONDS: 300 },
    ...{ clock: new FrozenClock('2026-09-01T08:00:00Z'), random: new SeededRandom('answers') },
    ...{ entityId: 'https://gateway.test/idp', signer: idpSigner, log: { info: () => {} } },
    serviceProviders: {
      record: () => record,
      find: async () => toRelyingParty(record, () => 'none'),
    },
    nameIds: { getOrCreate: nameId },
    autoPost: (_res: Response, { samlResponse }: { samlResponse: string }) =>
      void done.push(/StatusCode Value="[^"]*:(\w+)"/.exec(atob(samlResponse))?.[1] ?? ''),
    metrics: { countSamlResponse: () => {} },
    releaseRecorder: { note: () => void done.push('noted') },
  };
  const pages = answerPages(tools as unknown as SsoTools);
  const res = { locals: {} } as unknown as Response;
  const answer = (taken: boolean, asked = request) =>
    pages.answer(res, asked, signedIn(), async () => {
      done.push('taken');
      return taken;
    });
  return { done, answer };
}

test('a kept request is taken once its Response is made, then sent', async () => {
  const { done, answer } = answersOn(async () => 'f'.repeat(40));
  expect(await answer(true)).toBe(true);
  expect(done).toEqual(['taken', 'noted', 'Success']);
});

test('a store that fails on the way leaves it to be answered', async () => {
  const { done, answer } = answersOn(() => Promise.reject(new Error('the store is away')));
  await expect(answer(true)).rejects.toThrow('the store is away');
  expect(done).toEqual([]);
});

test('who comes second sends nothing, and nothing is noted', async () => {
  const { done, answer } = answersOn(async () => 'f'.repeat(40));
  expect(await answer(false)).toBe(false);
  expect(done).toEqual(['taken']);
});

test('a Response that says no is an answer, too', async () => {
  const { done, answer } = answersOn(async () => 'f'.repeat(40));
  const asked = { ...request, subject: { format: persistent, value: 'somebody else' } };
  expect(await answer(true, asked)).toBe(true);
  expect(done).toEqual(['taken', 'Responder']);
  expect(await answer(false, asked)).toBe(false);
});

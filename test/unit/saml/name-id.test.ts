import { SeededRandom, systemRandom } from '../../../src/random.js';
import { chooseNameId, nameIdFormatFor } from '../../../src/saml/name-id.js';
import type { PersistentNameIds, RelyingParty } from '../../../src/saml/ports.js';
import type { AuthnRequest, NameIdPolicy } from '../../../src/saml/types.js';
import { nameIdFormats } from '../../../src/saml/urns.js';
import { idpEntityId, spEntityId } from '../../support/saml-samples.js';

const { transient, persistent, unspecified, emailAddress } = nameIdFormats;

const portal = (entityId: string, formats: readonly string[] = []): RelyingParty => ({
  entityId,
  enabled: true,
  acs: [],
  signingKeys: [],
  requireSignedRequests: false,
  legacySha1: false,
  acceptMinimum: false,
  signResponse: true,
  signAssertion: true,
  encryption: 'none',
  nameIdFormats: formats,
  profileHints: {},
});

const policy = (format?: string, spNameQualifier?: string): NameIdPolicy => ({
  allowCreate: true,
  ...(format !== undefined && { format }),
  ...(spNameQualifier !== undefined && { spNameQualifier }),
});

const request = (nameIdPolicy: NameIdPolicy): AuthnRequest => ({
  id: '_r',
  issuer: spEntityId,
  issueInstant: new Date(0),
  binding: 'post',
  signed: true,
  acsUrl: 'https://portal.test/acs',
  forceAuthn: false,
  isPassive: false,
  nameIdPolicy,
});

class MemoryNameIds implements PersistentNameIds {
  private readonly kept = new Map<string, string>();
  getOrCreate(accountId: string, entityId: string, fresh: string): Promise<string> {
    const key = JSON.stringify([accountId, entityId]);
    const value = this.kept.get(key) ?? fresh;
    this.kept.set(key, value);
    return Promise.resolve(value);
  }
}

describe('chooseNameId', () => {
  const keeping = () => ({ persistent: new MemoryNameIds(), random: systemRandom });
  const asking = (entityId: string, accountId: string, format: string) => ({
    request: request(policy(format)),
    relyingParty: portal(entityId),
    accountId,
    ownEntityId: idpEntityId,
  });

  it('E07 keeps a persistent value per account and portal, and tells nothing by it', async () => {
    const tools = keeping();
    const first = await chooseNameId(asking(spEntityId, 'account-1', persistent), tools);
    const again = await chooseNameId(asking(spEntityId, 'account-1', persistent), tools);
    const elsewhere = await chooseNameId(asking('https://other.test', 'account-1', persistent), tools);
    const someoneElse = await chooseNameId(asking(spEntityId, 'account-2', persistent), tools);
    expect(again).toEqual(first);
    expect(new Set([first.value, elsewhere.value, someoneElse.value]).size).toBe(3);
    expect(first).toMatchObject({
      format: persistent,
      nameQualifier: idpEntityId,
      spNameQualifier: spEntityId,
    });
    expect(first.value).toMatch(/^[0-9a-f]{40}$/);
  });

  it('E07 makes the value by chance, not out of the account', async () => {
    const one = await chooseNameId(asking(spEntityId, 'account-1', persistent), keeping());
    const two = await chooseNameId(asking(spEntityId, 'account-1', persistent), keeping());
    expect(one.value).not.toBe(two.value);
  });

  it('gives another transient value each time, without qualifiers', async () => {
    const tools = { persistent: new MemoryNameIds(), random: new SeededRandom('transient') };
    const one = await chooseNameId(asking(spEntityId, 'account-1', transient), tools);
    const two = await chooseNameId(asking(spEntityId, 'account-1', transient), tools);
    expect(one).toEqual({ format: transient, value: expect.stringMatching(/^_[0-9a-f]{40}$/) as string });
    expect(two.value).not.toBe(one.value);
  });

  it('answers an unsolicited sign-in by the metadata', async () => {
    const relyingParty = portal(spEntityId, [emailAddress, persistent, transient]);
    const wanted = { relyingParty, accountId: 'account-1', ownEntityId: idpEntityId };
    expect((await chooseNameId(wanted, keeping())).format).toBe(persistent);
  });
});

describe('nameIdFormatFor', () => {
  it.each([
    [undefined, [], transient],
    [policy(), [persistent], persistent],
    [policy(unspecified), [persistent, transient], persistent],
    [policy(unspecified), [emailAddress], transient],
    [policy(transient), [persistent], transient],
    [policy(persistent, spEntityId), [], persistent],
  ])('of %j with metadata %j is %s', (asked, formats, format) => {
    const wished = asked === undefined ? {} : { nameIdPolicy: asked };
    expect(nameIdFormatFor(wished, portal(spEntityId, formats))).toBe(format);
  });

  it.each([
    policy(emailAddress),
    policy('urn:oasis:names:tc:SAML:2.0:nameid-format:encrypted'),
    policy(transient, 'https://other.test'),
    policy(undefined, 'https://other.test'),
  ])('P11 refuses %j', (asked) => {
    expect(() => nameIdFormatFor({ nameIdPolicy: asked }, portal(spEntityId))).toThrow(
      expect.objectContaining({ code: 'invalid_name_id_policy' }) as Error,
    );
  });
});

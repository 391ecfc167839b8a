import {
  activationDesk,
  arrived,
  by,
  children,
  guardian,
  registered,
  rightDates,
  type Desk,
} from './activation-desk.js';

const jeanne = {
  ...{
    issuer: 'https://fc.example.org',
    sub: 'jeanne',
    familyName: 'LEFÈVRE',
    givenNames: 'Anne-Marie Rose',
  },
  mail: 'anne@example.org',
};
const codeOf = (error: unknown): unknown => (error as { code: string }).code;

/** A journey whose code was right. */
async function proved(desk: Desk, secret?: string): Promise<string> {
  const journey = secret ?? (await registered(desk));
  const { activation } = desk;
  expect(await activation.answerCode(await activation.find(journey), desk.code())).toBe('right');
  return journey;
}

const dates = async ({ activation }: Desk, secret: string, typed: readonly string[]) =>
  activation.answerDates(await activation.find(secret), typed, by);

describe('from FranceConnect', () => {
  const arrive = async (desk: Desk, identity = jeanne): Promise<string> => {
    const secret = await proved(desk, await arrived(desk, identity));
    expect(await dates(desk, secret, rightDates)).toBe('right');
    return secret;
  };

  it('the address kept: active at once, without a password, whatever a letter said before', async () => {
    const desk = activationDesk(guardian({ state: 'NOTIFIE', passwordHash: 'of the letter' }), ...children);
    const secret = await arrive(desk);
    const journey = await desk.activation.find(secret);
    expect(journey.record.step).toBe('mail');
    const [one, twice] = await Promise.all([
      desk.finish(journey, 'Anne@example.org'),
      desk.finish(journey, 'anne@EXAMPLE.org'),
    ]);
    expect([one?.state, twice?.state]).toEqual(['ACTIF', 'ACTIF']);
    expect(desk.stored()).toMatchObject({ activatedBy: 'franceconnect', mailOwner: 'own' });
    expect(desk.stored().passwordHash).toBeUndefined();
    expect([desk.mails, desk.reports, desk.links.get('jeanne')]).toEqual([[], [], 'guardian-1']);
  });

  it('another address: a link to it', async () => {
    const desk = activationDesk(guardian(), ...children);
    const journey = await desk.activation.find(await arrive(desk));
    expect(await desk.finish(journey, 'autre@example.org')).toBeUndefined();
    expect([desk.stored().state, desk.mails]).toEqual(['EN_ATTENTE_MAIL', ['autre@example.org']]);
  });

  it('a name that is not the school’s is told to the schools, and stops nobody', async () => {
    const desk = activationDesk(guardian({ sn: 'Autre' }), ...children);
    const journey = await desk.activation.find(await arrive(desk));
    expect((await desk.finish(journey, jeanne.mail))?.state).toBe('ACTIF');
    expect(desk.reports).toMatchObject([{ kind: 'identity-mismatch', guardianId: 'guardian-1' }]);
  });

  it('an identity that opens another account: refused, and nothing is changed', async () => {
    const desk = activationDesk(guardian(), ...children);
    desk.links.set('jeanne', 'somebody');
    const journey = await desk.activation.find(await arrive(desk));
    expect(await desk.finish(journey, jeanne.mail).catch(codeOf)).toBe('identity_taken');
    expect(desk.stored()).toEqual(guardian());
  });
});

test('no mail can be sent: nothing is changed', async () => {
  const desk = activationDesk(guardian(), ...children);
  const secret = await proved(desk);
  desk.switches.mail = false;
  const journey = await desk.activation.find(secret);
  expect(await desk.finish(journey, 'anne@example.org').catch(codeOf)).toBe('mail_off');
  expect(await desk.finish(journey, 'not one').catch(codeOf)).toBe('mail_invalid');
  expect(desk.stored()).toEqual(guardian());
});

test('activated by a letter meanwhile: the journey says so, and changes nothing', async () => {
  const active = guardian({ state: 'ACTIF', passwordHash: 'own' });
  const desk = activationDesk(guardian(), ...children);
  const journey = await desk.activation.find(await proved(desk));
  Object.assign(desk.stored(), { state: 'ACTIF', passwordHash: 'own' });
  expect(await desk.finish({ ...journey, account: active }, 'anne@example.org').catch(codeOf)).toBe(
    'activation_expired',
  );
  expect(desk.stored().passwordHash).toBe('own');
});

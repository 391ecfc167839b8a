import {
  activationDesk,
  by,
  child,
  children,
  guardian,
  mobile,
  registered,
  rightDates,
  terms,
  type Desk,
} from './activation-desk.js';

const chosen = 'Trois-Girafes-7-lunes';
const answer = async ({ activation }: Desk, secret: string, code: string) =>
  activation.answerCode(await activation.find(secret), code);
const dates = async ({ activation }: Desk, secret: string, typed: readonly string[]) =>
  activation.answerDates(await activation.find(secret), typed, by);
const codeOf = (error: unknown): unknown => (error as { code: string }).code;

/** A journey whose code was right. */
async function proved(desk: Desk, secret?: string): Promise<string> {
  const journey = secret ?? (await registered(desk));
  expect(await answer(desk, journey, desk.code())).toBe('right');
  return journey;
}

test('the mobile, the children, a password and an address: the account waits for its mail, and changed not before', async () => {
  const desk = activationDesk(guardian(), ...children);
  const secret = await proved(desk);
  expect(desk.sms[0]).toMatchObject({ template: 'sms-code', to: mobile });
  expect(await dates(desk, secret, rightDates)).toBe('right');
  expect(await desk.activation.choosePassword(await desk.activation.find(secret), chosen)).toEqual([]);
  expect(desk.stored()).toEqual(guardian());
  expect(await desk.finish(await desk.activation.find(secret), 'anne@example.org')).toBeUndefined();
  expect(desk.stored()).toMatchObject({ state: 'EN_ATTENTE_MAIL', activatedBy: 'self-registration' });
  expect(desk.stored().passwordHash).toMatch(/^p1\$/);
  expect(desk.mails).toEqual(['anne@example.org']);
  expect((await desk.activation.find(secret)).record.step).toBe('sent');
});

test.each([
  ['no such number', guardian({ contact: { mobiles: ['+33698765432'] } }), {}],
  ['a name that is nobody’s', guardian(), { sn: 'Durand' }],
  ['another first name', guardian(), { givenName: 'Paul' }],
  ['nothing but punctuation', guardian(), { sn: '-', givenName: '’' }],
  ['a pupil', guardian({ kind: 'pupil' }), {}],
  ['who left', guardian({ state: 'SORTI' }), {}],
  ['who was merged', guardian({ state: 'FUSIONNE' }), {}],
])('R01 %s: no SMS, and every code is wrong in the same way', async (_who, person, asked) => {
  const desk = activationDesk(person, ...children);
  const secret = await registered(desk, asked);
  expect(desk.sms).toEqual([]);
  const answers: string[] = [];
  for (let count = 0; count < 4; count += 1) answers.push(await answer(desk, secret, '123456'));
  expect(answers).toEqual(['wrong', 'wrong', 'used-up', 'used-up']);
  const known = activationDesk(guardian(), ...children);
  const other = await registered(known);
  const wrong = known.code() === '123456' ? '654321' : '123456';
  for (const expected of answers) expect(await answer(known, other, wrong)).toBe(expected);
});

test.each(['LEFEVRE', 'Lefèvre', ' lefèvre ', 'Lefèvre-Martin'])('the name is found as %s', async (sn) => {
  const desk = activationDesk(guardian(), ...children);
  await registered(desk, { sn, givenName: 'Anne' });
  expect(desk.sms).toHaveLength(1);
});

test.each([
  ['D’Angelo', 'DANGELO'],
  ['D’Angelo', "d'angelo"],
  ['Le Goff', 'LEGOFF'],
  ['Cœur', 'coeur'],
  ['Đặng', 'dang'],
])('%s is found as %s', async (sn, typed) => {
  const desk = activationDesk(guardian({ sn }), ...children);
  await registered(desk, { sn: typed });
  expect(desk.sms).toHaveLength(1);
});

test('R02 a code is of no use twice, after ten minutes, after a newer one, or in another journey', async () => {
  const desk = activationDesk(guardian(), ...children);
  const first = await registered(desk);
  const former = desk.code();
  await (
    await desk.activation.ask(await desk.activation.find(first), terms)
  )();
  expect(await answer(desk, first, former)).toBe('wrong');
  const second = await registered(desk);
  expect(await answer(desk, first, desk.code())).toBe('wrong');
  desk.clock.advance(600_000);
  expect(await answer(desk, second, desk.code())).toBe('expired');
  const third = await registered(desk, { mobile: '+33612345678' }).catch(codeOf);
  expect(third).toBe('too_many_codes');
});

test('R02 who proved the mobile is past the code: it is not looked at again', async () => {
  const desk = activationDesk(guardian(), ...children);
  const secret = await proved(desk);
  expect(await answer(desk, secret, '000000')).toBe('moved');
  expect((await desk.activation.find(secret)).record.code).toBeUndefined();
});

test('an SMS that is late finds its code replaced: it is not sent', async () => {
  const desk = activationDesk(guardian(), ...children);
  const asked = { sn: 'Lefevre', givenName: 'Anne Marie', mobile };
  const { secret, send } = await desk.activation.register({ asked, end: {} }, terms);
  const again = await desk.activation.ask(await desk.activation.find(secret), terms);
  await send();
  expect(desk.sms).toEqual([]);
  await again();
  expect(desk.sms).toHaveLength(1);
});

test('two guardians of one number: by name, else one after the other', async () => {
  const claire = guardian({ id: 'g2', identifier: 'c.lefevre', givenName: 'Claire' });
  const desk = activationDesk(guardian(), claire, ...children);
  const secret = await proved(desk, await registered(desk, { givenName: 'claire' }));
  expect((await desk.activation.find(secret)).account?.id).toBe('g2');
  const twin = guardian({ id: 'guardian-2', identifier: 'am.lefevre2' });
  const alike = activationDesk(guardian({ state: 'ACTIF' }), twin, ...children);
  const next = await proved(alike);
  expect((await alike.activation.find(next)).account?.id).toBe('guardian-2');
});

test.each([
  ['ACTIF', 'already-active'],
  ['VERROUILLE', 'account-locked'],
] as const)('an account %s: told once the mobile is proved, not before', async (state, obstacle) => {
  const desk = activationDesk(guardian({ state }), ...children);
  const secret = await registered(desk);
  expect((await desk.activation.find(secret)).obstacle).toBeUndefined();
  expect((await desk.activation.find(await proved(desk, secret))).obstacle).toBe(obstacle);
});

test.each([
  ['none attached', [guardian({ person: { ...guardian().person, childIds: [] } })]],
  ['all left', [guardian(), ...children.map((one) => ({ ...one, state: 'SORTI' as const }))]],
  ['hidden', [guardian({ hiddenChildIds: ['child-1', 'child-2'] }), ...children]],
  ['no birth date known', [guardian(), child('child-1'), child('child-2')]],
])('no child to ask about: %s', async (_why, people) => {
  const desk = activationDesk(...people);
  expect((await desk.activation.find(await proved(desk))).obstacle).toBe('no-child');
});

test('the birth dates of those who count, in any order; twins have one twice', async () => {
  const twins = [child('child-1', '2015-11-02'), child('child-2', '2015-11-02')];
  const desk = activationDesk(guardian(), ...twins);
  const secret = await proved(desk);
  expect(await dates(desk, secret, ['2015-11-02'])).toBe('wrong');
  expect(await dates(desk, secret, ['2015-11-02', '2015-11-02'])).toBe('right');
  const left = activationDesk(guardian(), children[0]!, child('child-2', '2015-11-02', { state: 'SORTI' }));
  expect(await dates(left, await proved(left), ['2012-03-14'])).toBe('right');
});

test('three wrong answers close this way for 24 hours, from any browser, and the schools are told once', async () => {
  const desk = activationDesk(guardian(), ...children);
  const secret = await proved(desk);
  const other = await proved(desk);
  const wrong = ['2012-03-14', '2015-11-03'];
  expect(await dates(desk, secret, wrong)).toBe('wrong');
  expect(await dates(desk, other, wrong)).toBe('wrong');
  expect(await dates(desk, secret, wrong)).toBe('locked');
  expect(await dates(desk, other, rightDates)).toBe('locked');
  expect((await desk.activation.find(other)).obstacle).toBe('way-locked');
  const uais = ['9990001X', '9990002Y'];
  expect(desk.reports).toEqual([
    { kind: 'self-registration-locked', guardianId: 'guardian-1', uais, at: desk.clock.now() },
  ]);
  expect(desk.audited.map(({ act }) => act)).toEqual(['activation.lock']);
  desk.clock.advance(24 * 3_600_000);
  expect(await dates(desk, await proved(desk, await registered(desk)), rightDates)).toBe('right');
});

test('R04 fifty answers about birth dates at once: three are looked at', async () => {
  const desk = activationDesk(guardian(), ...children);
  const secret = await proved(desk);
  const journey = await desk.activation.find(secret);
  const guesses = Array.from({ length: 50 }, (_, index) =>
    desk.activation.answerDates(journey, index === 40 ? rightDates : ['2012-03-14', '2015-11-03'], by),
  );
  const answers = await Promise.all(guesses);
  expect(answers.filter((one) => one !== 'locked')).toEqual(['wrong', 'wrong']);
});

test('R03 three codes an hour for a number, known or not, and none when the SMS of the day are used up', async () => {
  for (const person of [guardian(), guardian({ contact: { mobiles: [] } })]) {
    const desk = activationDesk(person, ...children);
    for (let count = 0; count < 3; count += 1) await registered(desk);
    expect(await registered(desk).catch(codeOf)).toBe('too_many_codes');
    desk.switches.budgetLeft = false;
    expect(await registered(desk).catch(codeOf)).toBe('sms_budget_used');
  }
});

test('R09 guesses over many accounts meet a cap for all of them together', async () => {
  const mobiles = Array.from({ length: 12 }, (_, index) => `+3361234560${index % 10}${index}`);
  const desk = activationDesk();
  const answers: unknown[] = [];
  for (const one of mobiles) {
    const secret = await registered(desk, { mobile: one });
    for (let count = 0; count < 3; count += 1)
      answers.push(await answer(desk, secret, '123456').catch(codeOf));
  }
  expect(answers.slice(0, 30)).not.toContain('too_many_answers');
  expect(new Set(answers.slice(30))).toEqual(new Set(['too_many_answers']));
});

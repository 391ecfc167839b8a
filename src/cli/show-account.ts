import { stateAt } from '../accounts/account-states.js';
import type { Account } from '../accounts/ports.js';

/** Lines that describe an account; the hash is never among them. */
export function showAccount(account: Account, json: boolean, now: Date): string[] {
  const { passwordHash, ...shown } = account;
  const whole = { ...shown, state: stateAt(account, now), hasPassword: passwordHash !== undefined };
  if (json) return [JSON.stringify(whole, undefined, 2)];
  const { person, failures } = account;
  const rows: [string, string | undefined][] = [
    ['identifier', account.identifier],
    ['kind', account.kind],
    ['state', whole.state],
    ['was before', account.leftFrom ?? account.lockedFrom],
    ['merged into', account.mergedInto],
    ['password', whole.hasPassword ? 'set' : 'none'],
    ['wrong passwords', String(failures.count)],
    ['locked until', failures.lockedUntil?.toISOString()],
    ['last sign-in', account.lastSignInAt?.toISOString()],
    ...datesOf(account),
    ['name', [person.title, person.givenName, person.sn].filter(Boolean).join(' ')],
    ['birth date', person.birthDate],
    ['mail', account.mail],
    ...person.schools.map(({ uai, className, level }): [string, string] => [
      'school',
      [uai, className, level].filter(Boolean).join(' '),
    ]),
    ['children', person.childIds.length === 0 ? undefined : String(person.childIds.length)],
    ['FrEduCtId', account.frEduCtId],
    ['id', account.id],
  ];
  return rows.flatMap(([name, value]) => (value === undefined ? [] : [`${name.padEnd(16)} ${value}`]));
}

function datesOf(account: Account): [string, string | undefined][] {
  const { createdAt, notifiedAt, expiresAt, activatedAt, leftAt, deletedAt, changedAt } = account;
  return [
    ['created', createdAt.toISOString()],
    ['letter made', notifiedAt?.toISOString()],
    ['letter valid to', expiresAt?.toISOString()],
    ['activated', activatedAt?.toISOString()],
    ['changed', changedAt?.toISOString()],
    ['left', leftAt?.toISOString()],
    ['deleted', deletedAt?.toISOString()],
  ];
}

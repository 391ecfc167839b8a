import type { SubjectLinks } from '../../accounts/guardian-ports.js';
import type { AccountStore } from '../../accounts/account-store-ports.js';
import { demoClientId } from './demo-franceconnect.js';
import { subOf } from './mock-identities.js';

/** The guardian who is known by FranceConnect already: identifier here, identity there. */
export const knownByFranceConnect = { identifier: 'j.martin', identity: 'jeanne' } as const;

export interface SeedFranceConnectTools {
  accounts: Pick<AccountStore, 'findByIdentifier' | 'apply'>;
  subjects: SubjectLinks;
  issuer: string;
  today: Date;
}

/** At each start one identity opens an account, which has no password, and the others open none: the walks can be taken again. */
export async function seedFranceConnect(tools: SeedFranceConnectTools): Promise<void> {
  const { accounts, subjects, issuer, today } = tools;
  const account = await accounts.findByIdentifier(knownByFranceConnect.identifier);
  if (account === undefined)
    throw new Error(`Pas de compte ${knownByFranceConnect.identifier} : prenez --data.`);
  await accounts.apply(account, { passwordHash: undefined, activatedBy: 'franceconnect' });
  await subjects.unlink(account.id);
  await subjects.link({ issuer, sub: subOf(knownByFranceConnect.identity, demoClientId) }, account.id, today);
}

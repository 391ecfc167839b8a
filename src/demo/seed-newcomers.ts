import { changeState, type StateTools } from '../accounts/change-state.js';
import type { AccountStore } from '../accounts/account-store-ports.js';
import type { NewAccount } from '../accounts/ports.js';
import { birthdayChild, demoLetters, newcomerAccount } from './demo-letters.js';
import { demoPassword } from './demo-people.js';

export interface SeedNewcomersTools {
  accounts: Pick<AccountStore, 'addMany' | 'replacePerson' | 'findById' | 'apply'>;
  hash: (password: string) => Promise<string>;
  stateTools: StateTools;
}

const by = { name: 'demo', role: 'job' } as const;
const letterMilliseconds = 90 * 86_400_000;

/**
 * The pupils with a letter, NOTIFIE by the same transition as a school's; and one who is 15 today. At each start the letters
 * are made again, so that the walk can be taken again.
 * @throws TransitionRefusedError when an operator locked one of them.
 */
export async function seedNewcomers(tools: SeedNewcomersTools): Promise<void> {
  const today = tools.stateTools.clock.now();
  for (const [index, letter] of demoLetters.entries()) {
    const account = newcomerAccount(letter, index, today);
    const stored = await keep(account, tools);
    const passwordHash = await tools.hash(letter.provisional);
    const expiresAt = new Date(today.getTime() + letterMilliseconds);
    await changeState(stored, 'notify', { by, passwordHash, expiresAt }, tools.stateTools);
    await reset(account.id, { mail: undefined, mailOwner: undefined, pendingMail: undefined }, tools);
  }
  const account = newcomerAccount(birthdayChild, demoLetters.length, today);
  await keep(account, tools);
  const passwordHash = await tools.hash(demoPassword);
  const mail = {
    mail: 'parent.roux@familles.example.org',
    mailOwner: 'parent',
    pendingMail: undefined,
  } as const;
  await reset(account.id, { state: 'ACTIF', passwordHash, ...mail, ownMailProposedAt: undefined }, tools);
}

async function keep(account: NewAccount & { id: string }, { accounts }: SeedNewcomersTools) {
  await accounts.addMany([account]);
  await accounts.replacePerson(account.id, account.person);
  return found(account.id, accounts);
}

async function reset(
  id: string,
  change: Parameters<AccountStore['apply']>[1],
  { accounts }: SeedNewcomersTools,
): Promise<void> {
  await accounts.apply(await found(id, accounts), change);
}

async function found(id: string, accounts: Pick<AccountStore, 'findById'>) {
  const account = await accounts.findById(id);
  if (account === undefined)
    throw new Error('Un identifiant de la démonstration est déjà pris : prenez --data.');
  return account;
}

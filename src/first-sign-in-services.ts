import type { ChoosePasswordTools } from './accounts/choose-password.js';
import { FirstSignIn } from './accounts/first-sign-in.js';
import { GuardianFirstSignIn } from './accounts/guardian-first-sign-in.js';
import { Journeys } from './accounts/journeys.js';
import type { MailAddresses } from './accounts/mail-addresses.js';
import type { StateTools } from './accounts/change-state.js';
import type { LockRules } from './accounts/lock-out.js';
import type { Clock } from './clock.js';
import type { Config } from './config.js';
import type { Messages } from './messaging/ports.js';
import type { Random } from './random.js';
import type { Storage } from './storage/open-storage.js';

/** What leads from a letter to an active account. */
export interface FirstSignInServices {
  /** First sign-ins under way. */
  journeys: Journeys;
  firstSignIn: FirstSignIn;
  guardianFirstSignIn: GuardianFirstSignIn;
}

interface Inner extends Pick<ChoosePasswordTools, 'hasher'> {
  config: Pick<Config, 'EASY_PRIMARY_PASSWORDS'>;
  storage: Pick<Storage, 'accounts' | 'firstSignIns' | 'reports'>;
  clock: Clock;
  random: Random;
  stateTools: StateTools;
  messages: Pick<Messages, 'canSend'>;
  mailAddresses: MailAddresses;
  lock: LockRules;
}

export function createFirstSignInServices(inner: Inner): FirstSignInServices {
  const { accounts, firstSignIns, reports } = inner.storage;
  const easyPrimary = inner.config.EASY_PRIMARY_PASSWORDS;
  const journeys = new Journeys({ ...inner, accounts, firstSignIns });
  const tools = { ...inner, accounts, journeys, reports, easyPrimary };
  return {
    journeys,
    firstSignIn: new FirstSignIn(tools),
    guardianFirstSignIn: new GuardianFirstSignIn(tools),
  };
}

import type { ChoosePasswordTools } from './accounts/choose-password.js';
import { FirstSignIn } from './accounts/first-sign-in.js';
import { Journeys } from './accounts/journeys.js';
import type { StateTools } from './accounts/change-state.js';
import type { LockRules } from './accounts/lock-out.js';
import type { Clock } from './clock.js';
import type { Config } from './config.js';
import type { Random } from './random.js';
import type { Storage } from './storage/open-storage.js';

/** What leads from a letter to an active account. */
export interface FirstSignInServices {
  /** First sign-ins under way. */
  journeys: Journeys;
  firstSignIn: FirstSignIn;
}

interface Inner extends Pick<ChoosePasswordTools, 'hasher'> {
  config: Pick<Config, 'EASY_PRIMARY_PASSWORDS'>;
  storage: Pick<Storage, 'accounts' | 'firstSignIns'>;
  clock: Clock;
  random: Random;
  stateTools: StateTools;
  lock: LockRules;
}

export function createFirstSignInServices(inner: Inner): FirstSignInServices {
  const { accounts, firstSignIns } = inner.storage;
  const easyPrimary = inner.config.EASY_PRIMARY_PASSWORDS;
  const journeys = new Journeys({ ...inner, accounts, firstSignIns });
  return { journeys, firstSignIn: new FirstSignIn({ ...inner, accounts, journeys, easyPrimary }) };
}

import type { FinishActivationTools } from './accounts/finish-activation.js';
import { GuardianActivation } from './accounts/guardian-activation.js';
import type { MailAddresses } from './accounts/mail-addresses.js';
import type { PasswordHasher } from './accounts/password.js';
import type { StateTools } from './accounts/change-state.js';
import type { Clock } from './clock.js';
import type { Config } from './config.js';
import type { Messaging } from './messaging/create-messaging.js';
import type { Random } from './random.js';
import { deriveKey } from './storage/secrets.js';
import type { Storage } from './storage/open-storage.js';

/** What the activation of guardians by themselves works with. */
export interface GuardianServices {
  guardianActivation: GuardianActivation;
  finishing: FinishActivationTools;
  selfRegistration: SelfRegistration;
}

/** Whether « Je n'ai pas encore d'identifiant » is offered: it needs an SMS and a mail. */
export interface SelfRegistration {
  isOpen(): boolean;
}

interface Inner {
  config: Config;
  storage: Storage;
  messaging: Messaging;
  hasher: PasswordHasher;
  mailAddresses: MailAddresses;
  stateTools: StateTools;
  clock: Clock;
  random: Random;
  /** SESSION_SECRET. */
  secret: string;
}

export function createGuardianServices(inner: Inner): GuardianServices {
  const { config, storage, messaging, mailAddresses, stateTools } = inner;
  const { accounts, activations, allowances, dateTries, reports } = storage;
  const { messages, budget } = messaging;
  const { audit } = stateTools;
  const codeKey = deriveKey(inner.secret, 'one-time codes');
  const stores = { accounts, activations, allowances, dateTries };
  const terms = { codeKey, smsPerDay: config.SMS_PER_DAY, easyPrimary: false };
  return {
    guardianActivation: new GuardianActivation({
      ...{ ...inner, ...stores, ...terms, messages, budget, reports, audit },
    }),
    finishing: {
      ...{ activations, accounts, mailAddresses, messages, reports, stateTools },
      ...(config.FRANCECONNECT_ISSUER === undefined ? {} : { subjectLinks: storage.subjects }),
    },
    selfRegistration: {
      isOpen: () => config.SELF_REGISTRATION && messages.canSend('sms') && messages.canSend('mail'),
    },
  };
}

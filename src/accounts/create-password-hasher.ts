import { availableParallelism } from 'node:os';
import type { Config } from '../config.js';
import { PasswordHasher, type Pepper } from './password.js';

/**
 * The hasher of the settings; `passwordPepper` comes from the secrets of the installation.
 * `queueLimit`: checks that may wait, BCRYPT_QUEUE when not given.
 */
export function createPasswordHasher(
  config: Config,
  passwordPepper: string,
  queueLimit = config.BCRYPT_QUEUE,
): PasswordHasher {
  return new PasswordHasher({
    cost: config.BCRYPT_COST,
    pepper: { id: config.PASSWORD_PEPPER_ID, key: passwordPepper },
    formerPeppers: readPeppers(config.FORMER_PEPPERS ?? ''),
    queueLimit,
    cores: availableParallelism(),
  });
}

/** Peppers written `id:pepper,id:pepper`. */
function readPeppers(text: string): Pepper[] {
  return text
    .split(',')
    .filter((pair) => pair !== '')
    .map((pair) => ({ id: pair.slice(0, pair.indexOf(':')), key: pair.slice(pair.indexOf(':') + 1) }));
}

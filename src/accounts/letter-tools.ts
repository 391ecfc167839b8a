import type { Random } from '../random.js';
import type { StateTools } from './change-state.js';
import type { LetterOutput, LetterRunStore } from './letter-ports.js';
import type { PasswordHasher } from './password.js';

/** What letters are made with. */
export interface LetterTools extends StateTools {
  hasher: Pick<PasswordHasher, 'hashProvisional'>;
  random: Random;
  runs: LetterRunStore;
  output: LetterOutput;
  /** Months for which a letter is valid. */
  months: number;
}

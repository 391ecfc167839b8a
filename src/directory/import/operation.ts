import type { NewPerson, PersonKey, School } from '../ports.js';
import type { Statement } from './statement.js';

/** One thing that an import will write, as the plan keeps it until it is applied. */
export type Operation =
  | { op: 'school'; school: School }
  /** A new account: its keys first, so that an import broken off in between finds them again. */
  | { op: 'create'; person: NewPerson; keys: PersonKey[] }
  /** A statement about an account that is there, or made by an operation before: heard when it is applied. */
  | {
      op: 'declare';
      accountId: string;
      statement: Statement;
      keys: PersonKey[];
      staleKey?: Pick<PersonKey, 'id' | 'accountId'>;
    }
  /** Only the keys change: the account says so already. */
  | { op: 'keys'; keys: PersonKey[] };

import type { PasswordHasher } from '../accounts/password.js';
import type { NewAccount, Person, SchoolAttachment } from '../accounts/ports.js';
import { hashIne } from '../directory/ine.js';
import type { AccountRow } from './account-row.js';
import type { Storage } from './context.js';

export interface AccountTools {
  storage: Storage;
  hasher: PasswordHasher;
  ineKey: Buffer;
}

/** Makes active accounts out of rows. */
export class AccountMaker {
  constructor(private readonly tools: AccountTools) {}

  /** The account of the row, or what is wrong with it. Writes nothing. @throws GatewayError `busy`. */
  async make(row: AccountRow): Promise<NewAccount | { fault: string }> {
    const children = await Promise.all((row.child ?? []).map((child) => this.idOf(child)));
    const missing = children.indexOf(undefined);
    if (missing >= 0) return { fault: `child: no account has the identifier ${row.child?.[missing]}` };
    const childIds = children.filter((child) => child !== undefined);
    const person = await this.makePerson(row, childIds);
    return {
      kind: row.kind,
      identifier: row.identifier,
      state: 'ACTIF',
      passwordHash: await this.tools.hasher.hash(row.password),
      person,
      ...(row.mail === undefined ? {} : { mail: row.mail }),
    };
  }

  private async idOf(identifier: string): Promise<string | undefined> {
    return (await this.tools.storage.accounts.findByIdentifier(identifier))?.id;
  }

  private async makePerson(row: AccountRow, childIds: readonly string[]): Promise<Person> {
    const { identifier, sn = identifier, 'given-name': givenName = identifier, title, ine } = row;
    return {
      sn,
      givenName,
      ...(title === undefined ? {} : { title }),
      ...(row['birth-date'] === undefined ? {} : { birthDate: row['birth-date'] }),
      ...(ine === undefined ? {} : { ineHash: hashIne(ine, this.tools.ineKey) }),
      schools: await this.attachments(row),
      childIds,
    };
  }

  private async attachments(row: AccountRow): Promise<SchoolAttachment[]> {
    const { uai, academy, jointure, class: className, level } = row;
    if (uai === undefined) return [];
    const degree = row.degree ?? (await this.tools.storage.schools.find(uai))?.degree ?? 2;
    const optional = { academy, jointure, className, level };
    const given = Object.entries(optional).filter(([, value]) => value !== undefined);
    return [{ uai, degree, ...(Object.fromEntries(given) as Partial<SchoolAttachment>) }];
  }
}

/** What a link sent by mail is for. */
export type LinkPurpose = 'confirm-mail' | 'reset-password';

/** The links of one account for one purpose: the newest, and those that it made void. */
export interface StoredLink {
  accountId: string;
  purpose: LinkPurpose;
  /** SHA-256 of the token: who reads the store cannot use the link. */
  tokenHash: string;
  /** Hashes of the links before it, the latest first. */
  former: readonly string[];
  /** The password when the link was made (passwordMark): another password makes it void. */
  passwordMark: string;
  /** What the page behind the link needs. */
  payload: Readonly<Record<string, string>>;
  expiresAt: Date;
  usedAt?: Date;
  /** Links made since `windowStart`, this one included. */
  windowStart: Date;
  windowCount: number;
}

/** Links at rest; each write is one conditional document operation. */
export interface LinkRepository {
  ofAccount(accountId: string, purpose: LinkPurpose): Promise<StoredLink | undefined>;
  /** The record of which `tokenHash` is the present link or a former one. */
  ofToken(tokenHash: string, purpose: LinkPurpose): Promise<StoredLink | undefined>;
  /** Puts `link` in the place of `seen` (undefined: there was none); false when another was put there meanwhile. */
  put(link: StoredLink, seen: StoredLink | undefined): Promise<boolean>;
  /** Uses the link once for all; false: it is used, past or no longer the newest. */
  use(link: StoredLink, at: Date): Promise<boolean>;
}

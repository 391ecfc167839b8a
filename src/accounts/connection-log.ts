import type { Clock } from '../clock.js';
import { WriteLater } from '../write-later.js';
import type { AccountStore } from './account-store-ports.js';

/** One sign-in (a password given, not each portal opened after it). */
export interface Connection {
  accountId: string;
  at: Date;
  way: 'password' | 'franceconnect';
  /** entityID of the portal that asked; absent: begun here. */
  portal?: string;
  /** `networkOf` the address. */
  network?: string;
  /** Forgotten from then on. */
  until: Date;
}

export interface ConnectionStore {
  addMany(connections: readonly Connection[]): Promise<void>;
  /** The latest sign-ins of an account, newest first. */
  lastOf(accountId: string, most: number, now: Date): Promise<Connection[]>;
  /** Removes those past their day; gives their number. */
  removePast(now: Date): Promise<number>;
}

/** Lines kept while the store does not take them; then the oldest go. */
const most = 50_000;
const everyMilliseconds = 1000;
const dayMilliseconds = 24 * 60 * 60 * 1000;

/**
 * Records sign-ins beside the answer, never before it: lines, and when each account was last used, are gathered for a
 * second and written together. A crash loses that second at most; `flush` at the stop loses nothing.
 */
export class ConnectionLog {
  private lines: Connection[] = [];
  private readonly later = new WriteLater(() => this.write());
  constructor(
    private readonly tools: {
      connections: ConnectionStore;
      accounts: Pick<AccountStore, 'noteSignIns'>;
      clock: Clock;
      days: number;
      warn: (error: unknown) => void;
    },
  ) {}

  /** Takes one line; nothing is awaited and nothing fails. `ip`: as the proxy reports it. */
  record(signIn: Pick<Connection, 'accountId' | 'way' | 'portal'> & { ip?: string | undefined }): void {
    const { ip, ...rest } = signIn;
    const at = this.tools.clock.now();
    const network = ip === undefined ? undefined : networkOf(ip);
    const until = new Date(at.getTime() + this.tools.days * dayMilliseconds);
    this.lines.push({ ...rest, at, until, ...(network === undefined ? {} : { network }) });
    if (this.lines.length > most) this.lines.shift();
    this.later.within(everyMilliseconds);
  }

  /** Writes what is there, after what is being written. What the store refuses is kept for the next time. */
  flush(): Promise<void> {
    return this.later.flush();
  }

  private async write(): Promise<void> {
    const lines = this.lines;
    if (lines.length === 0) return;
    this.lines = [];
    try {
      await this.tools.accounts.noteSignIns(lines);
      await this.tools.connections.addMany(lines);
    } catch (error) {
      this.tools.warn(error);
      this.lines = [...lines, ...this.lines].slice(-most);
    }
  }
}

/**
 * The network of an address: the first 24 bits of IPv4, 48 of IPv6. Enough for a person to know their home from a stranger's,
 * and for an inquiry to ask the provider; less than the whole, which identifies a household for a year.
 */
export function networkOf(ip: string): string | undefined {
  const [, a, b, c] = /^(?:::ffff:)?(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.\d{1,3}$/i.exec(ip) ?? [];
  if (a !== undefined) return `${a}.${b}.${c}.0/24`;
  if (!/^[0-9a-f:]+$/i.test(ip)) return undefined;
  const [head = '', tail] = ip.toLowerCase().split('::');
  const first = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros =
    tail === undefined ? [] : Array<string>(Math.max(0, 8 - first.length - after.length)).fill('0');
  return `${[...first, ...zeros, ...after]
    .slice(0, 3)
    .map((part) => part.replace(/^0+(?=.)/, ''))
    .join(':')}::/48`;
}

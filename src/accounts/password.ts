import { createHmac, randomBytes } from 'node:crypto';
import bcrypt from 'bcrypt';
import { GatewayError } from '../errors.js';
import { BcryptThreads } from './bcrypt-threads.js';
import { Semaphore } from './semaphore.js';

/** Longest password accepted, in UTF-16 units, before anything is computed. */
const longestPassword = 256;

/**
 * bcrypt cost of provisional passwords. They are 59 bits of chance valid for months: at 10^5 guesses a second, a fast card at
 * this cost, half of them take 120 000 years, pepper stolen. 500 letters cost 2 s of CPU; at cost 12 they would cost 135 s.
 */
export const provisionalCost = 6;

/** A key mixed into hashes, kept outside the database; `id` is stored with each hash so that keys can be replaced. */
export interface Pepper {
  id: string;
  key: string;
}

export interface PasswordHasherOptions {
  /** log2 of the bcrypt rounds. */
  cost: number;
  pepper: Pepper;
  formerPeppers: readonly Pepper[];
  /** Checks that may wait for a core. */
  queueLimit: number;
  /** Checks that run at once. bcrypt uses a thread each; more than cores would starve signatures (security 3). */
  cores: number;
}

export interface Verdict {
  ok: boolean;
  /** True when the password is right but its hash has another cost, another pepper or the legacy form. */
  rehash: boolean;
}

interface StoredHash {
  bcrypt: string;
  cost: number;
  /** What bcrypt is given for a password. */
  prepare: (password: string) => string;
  current: boolean;
}

const peppered = /^p([a-z0-9]{1,8})(\$2b\$(\d\d)\$[./A-Za-z0-9]{53})$/;
/** `$2y$` is PHP's name of `$2b$`; the package knows only the latter (security 3). */
const legacy = /^\$2[aby](\$(\d\d)\$[./A-Za-z0-9]{53})$/;

/** True for a password of 1 to 256 characters: others are refused before any work. */
export function isAcceptableLength(password: unknown): password is string {
  return typeof password === 'string' && password.length >= 1 && password.length <= longestPassword;
}

/**
 * Hashes and checks passwords: bcrypt(base64(HMAC-SHA-384(pepper, NFKC(password)))), stored as `p<id>$2b$...`.
 * The HMAC gives 64 ASCII octets, so bcrypt's limit of 72 and its dislike of NUL do not count.
 */
export class PasswordHasher {
  private readonly threads = new BcryptThreads();
  private readonly semaphore: Semaphore;
  private readonly peppers: ReadonlyMap<string, string>;
  private readonly dummies = new Map<number, Promise<string>>();
  constructor(private readonly options: PasswordHasherOptions) {
    this.semaphore = new Semaphore(options.cores, options.queueLimit);
    this.peppers = new Map([...options.formerPeppers, options.pepper].map(({ id, key }) => [id, key]));
  }

  /** @throws GatewayError `fields_missing` for a password empty or over 256 characters, `busy`. */
  hash(password: string): Promise<string> {
    return this.hashAt(this.options.cost, password);
  }

  /** The hash of a password that chance made (provisional-password.ts), never of one that a person chose. @throws as `hash`. */
  hashProvisional(password: string): Promise<string> {
    return this.hashAt(Math.min(provisionalCost, this.options.cost), password);
  }

  private async hashAt(cost: number, password: string): Promise<string> {
    assertLength(password);
    const { pepper } = this.options;
    const hash = await this.semaphore.run(() => this.threads.hash(mix(pepper.key, password), cost));
    return `p${pepper.id}${hash}`;
  }

  /**
   * Checks `password` against a stored hash. A wrong answer costs the same whether there is no hash, a hash that cannot be
   * read, or a hash of a lower cost: time never tells which accounts exist.
   * @throws GatewayError `fields_missing`, `busy`.
   */
  async verify(hash: string | undefined, password: string): Promise<Verdict> {
    assertLength(password);
    return this.semaphore.run(async () => {
      const stored = hash === undefined ? undefined : this.read(hash);
      if (stored === undefined) {
        await this.threads.compare(
          mix(this.options.pepper.key, password),
          await this.dummy(this.options.cost),
        );
        return { ok: false, rehash: false };
      }
      const ok = await this.threads.compare(stored.prepare(password), stored.bcrypt);
      if (!ok) await this.topUp(stored.cost, password);
      return { ok, rehash: ok && !stored.current };
    });
  }

  /** True when one more would wait. */
  get isFull(): boolean {
    return this.waiting >= this.options.cores;
  }

  /** Checks and hashes running or waiting. */
  get waiting(): number {
    return this.semaphore.load;
  }

  private read(hash: string): StoredHash | undefined {
    const [, id = '', inner, cost] = peppered.exec(hash) ?? [];
    const key = this.peppers.get(id);
    if (inner !== undefined && key !== undefined) {
      const current = id === this.options.pepper.id && Number(cost) === this.options.cost;
      return { bcrypt: inner, cost: Number(cost), prepare: (password) => mix(key, password), current };
    }
    const [, rest, legacyCost] = legacy.exec(hash) ?? [];
    if (rest === undefined) return undefined;
    return {
      bcrypt: `$2b${rest}`,
      cost: Number(legacyCost),
      prepare: (password) => password,
      current: false,
    };
  }

  /** Each cost doubles the last: one more compare at each step from `cost` up makes the whole of the present cost. */
  private async topUp(cost: number, password: string): Promise<void> {
    for (let step = cost; step < this.options.cost; step += 1) {
      await this.threads.compare(mix(this.options.pepper.key, password), await this.dummy(step));
    }
  }

  private dummy(cost: number): Promise<string> {
    const known = this.dummies.get(cost) ?? dummyHash(cost);
    this.dummies.set(cost, known);
    return known;
  }
}

function assertLength(password: string): void {
  if (!isAcceptableLength(password)) throw new GatewayError('fields_missing');
}

/** A well-formed hash that no password is known to match: salt and digest are chance, nothing is computed. */
async function dummyHash(cost: number): Promise<string> {
  const salt = await bcrypt.genSalt(cost);
  const digest = randomBytes(24).toString('base64').replaceAll('+', '.').slice(0, 30);
  return `${salt}${digest}e`;
}

function mix(pepper: string, password: string): string {
  return createHmac('sha384', pepper).update(password.normalize('NFKC')).digest('base64');
}

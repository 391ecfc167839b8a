import { hkdfSync, randomBytes } from 'node:crypto';
import { chmod, link, mkdir, open, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Config } from '../config.js';
import { inFolder, OperatorError } from '../operator-error.js';

/** Keys of the installation that no database holds. */
export interface Secrets {
  /** Key of cookies and form tokens. */
  sessionSecret: string;
  /** Key mixed into password hashes. */
  passwordPepper: string;
  /** Key of the hashes of INE that portals receive: when it changes, portals no longer know their pupils. */
  ineKey: string;
}

const secret = v.pipe(v.string(), v.minCodePoints(32));
const secretsFile = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ sessionSecret: secret, passwordPepper: secret, ineKey: secret }),
);

/**
 * SESSION_SECRET, PASSWORD_PEPPER and INE_KEY of the settings; those not set come from `secrets.json` in DATA_DIR, made once
 * (mode 0600). The server and every command share that file, whoever comes first makes it.
 * @throws OperatorError when DATA_DIR cannot be used, or the file is there and cannot be read as such.
 */
export async function loadSecrets(config: Config): Promise<Secrets> {
  const { SESSION_SECRET, PASSWORD_PEPPER, INE_KEY } = config;
  if (SESSION_SECRET !== undefined && PASSWORD_PEPPER !== undefined && INE_KEY !== undefined) {
    return { sessionSecret: SESSION_SECRET, passwordPepper: PASSWORD_PEPPER, ineKey: INE_KEY };
  }
  const kept = await inFolder('DATA_DIR', config.DATA_DIR, () => readOrMake(config.DATA_DIR));
  return {
    sessionSecret: SESSION_SECRET ?? kept.sessionSecret,
    passwordPepper: PASSWORD_PEPPER ?? kept.passwordPepper,
    ineKey: INE_KEY ?? kept.ineKey,
  };
}

/** A 256-bit key for one use, derived from a secret (HKDF-SHA-256, RFC 5869): `use` keeps the uses apart. */
export function deriveKey(secretText: string, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secretText, '', use, 32));
}

async function readOrMake(folder: string): Promise<Secrets> {
  const path = join(folder, 'secrets.json');
  const kept = await readSecretsFile(path);
  if (kept !== undefined) return kept;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeOnce(path, { sessionSecret: newSecret(), passwordPepper: newSecret(), ineKey: newSecret() });
  const made = await readSecretsFile(path);
  if (made === undefined) throw new Error(`${path} was made and is gone`);
  return made;
}

async function readSecretsFile(path: string): Promise<Secrets | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const read = v.safeParse(secretsFile, text);
  if (read.success) return read.output;
  // Without the issues as its cause: they hold the secrets.
  throw new OperatorError(
    `${path} is not a secrets file: put its backup back (passwords depend on it), or set DATA_DIR to another folder.`,
  );
}

/** Whole or not at all: written and flushed under another name, then linked; a link never replaces an existing file. */
async function writeOnce(path: string, secrets: Secrets): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(secrets, undefined, 2)}\n`);
    await file.sync();
    await chmod(draft, 0o600);
    await link(draft, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await file.close();
    await unlink(draft);
  }
}

function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

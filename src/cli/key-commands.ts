import { X509Certificate } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { systemClock } from '../clock.js';
import { inFolder } from '../operator-error.js';
import { systemRandom } from '../random.js';
import { prepareNext, promoteNext, retireFormer } from '../saml/roll-keys.js';
import { loadSigningKeys, type KeyOptions } from '../saml/signing-keys.js';
import { CliError, type CliContext } from './context.js';

/** `gateway keys …`: the signing key of the gateway and its rollover in three steps (certs/README.md). */
export function addKeyCommands(program: Command, context: CliContext): void {
  const keys = program.command('keys').description('the keys that sign responses, and their rollover');
  keys
    .command('show')
    .description('show the certificates published from the next start; the first one signs')
    .action(() => showKeys(context));
  keys
    .command('prepare')
    .description('first step: make the next key; its certificate is published from the next start')
    .action(async () => {
      context.out(describe(await withKeys(context, prepareNext)));
      context.out(
        'Next: restart the gateway, wait until every portal has read the metadata, then gateway keys promote',
      );
    });
  keys
    .command('promote')
    .description('second step: the next key signs from the next start')
    .action(async () => {
      await warnIfYoung(context, 'next.crt', 'the next key signs');
      await withKeys(context, ({ folder }) => promoteNext(folder));
      context.out('Promoted. Next: restart the gateway; after a day gateway keys retire');
    });
  keys
    .command('retire')
    .description('third step: the former certificate is no longer published from the next start')
    .action(async () => {
      await warnIfYoung(context, 'former.crt', 'the former certificate is published no more');
      const retired = await withKeys(context, ({ folder }) => retireFormer(folder));
      if (!retired) throw new CliError('Nothing to retire: no former certificate is published.');
      context.out('Retired. Next: restart the gateway');
    });
}

/** Unless the key is stolen, a portal that has not read the metadata since then is locked out at the next start. */
async function warnIfYoung(context: CliContext, name: string, then: string): Promise<void> {
  const made = await stat(join(context.config.CERTS_DIR, name)).catch(() => undefined);
  if (made === undefined) return;
  const minutes = Math.round((systemClock.now().getTime() - made.mtimeMs) / 60_000);
  if (minutes >= 24 * 60) return;
  context.warn(
    `${name} was made ${minutes} minutes ago: from the next start ${then}, and portals that have not read the metadata since refuse our responses`,
  );
}

async function showKeys(context: CliContext): Promise<void> {
  const { publishedCertificates } = await withKeys(context, loadSigningKeys);
  for (const der of publishedCertificates) context.out(describe(Buffer.from(der, 'base64')));
}

function withKeys<T>({ config }: CliContext, work: (options: KeyOptions) => Promise<T>): Promise<T> {
  const options = {
    folder: config.CERTS_DIR,
    bits: config.SIGNING_KEY_BITS,
    commonName: new URL(config.BASE_URL).hostname,
    clock: systemClock,
    random: systemRandom,
  };
  return inFolder('CERTS_DIR', options.folder, () => work(options));
}

function describe(octets: string | Buffer): string {
  const certificate = new X509Certificate(octets);
  const bits = certificate.publicKey.asymmetricKeyDetails?.modulusLength;
  return `RSA ${bits}, until ${certificate.validTo}, SHA-256 ${certificate.fingerprint256}`;
}

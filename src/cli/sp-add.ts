import { readFile } from 'node:fs/promises';
import { attributeCatalogue, findAttribute } from '../federation/attributes.js';
import { decodeMetadata } from '../federation/decode-metadata.js';
import { fetchMetadata } from '../federation/fetch-metadata.js';
import { requestedNames } from '../federation/release.js';
import type { ReleasePolicy, ServiceProvider, SpMetadata } from '../federation/service-provider.js';
import { readSpMetadata } from '../federation/sp-metadata.js';
import { parseSwitches } from '../federation/switches.js';
import { chooseEncryption } from '../saml/choose-encryption.js';
import { isSupportedNameIdFormat } from '../saml/name-id.js';
import { CliError, type CliContext } from './context.js';
import { describeRelease, printable } from './sp-format.js';

export interface AddOptions {
  /** As typed: `all`, `requested`, `none`, or names; absent: what it was, else none. */
  release?: string;
  /** `SWITCH=VALUE`. */
  set: string[];
  allowLoopback?: boolean;
}

/**
 * `gateway sp add`: reads the metadata, then stores the record; what is stored already of the same entityID keeps its
 * release and switches unless they are given.
 * @throws MetadataError, SwitchError, CliError: nothing is stored then.
 */
export async function addServiceProvider(
  context: CliContext,
  source: string,
  options: AddOptions,
): Promise<void> {
  const xml = await readSource(source, options.allowLoopback === true);
  const now = new Date();
  const ownEntityId = `${context.config.BASE_URL}/idp`;
  const { warnings: metadataWarnings, ...metadata } = readSpMetadata(xml, { ownEntityId, now });
  await context.withStorage(async ({ serviceProviders }) => {
    const earlier = await serviceProviders.find(metadata.entityId);
    const { switches, warnings } = parseSwitches(options.set, earlier?.switches);
    const record: ServiceProvider = {
      entityId: metadata.entityId,
      metadata,
      release: parseRelease(options.release, metadata) ?? earlier?.release ?? [],
      switches,
      xml,
      source,
      createdAt: earlier?.createdAt ?? now,
      updatedAt: now,
    };
    await serviceProviders.save(record);
    context.out(`${earlier ? 'Replaced' : 'Added'}: ${printable(record.entityId)}`);
    context.out(`Receives: ${describeRelease(record)}`);
    const said = [...metadataWarnings, ...warnings];
    const found = [...encryptionWarnings(record), ...wishWarnings(record), ...releaseWarnings(record)];
    for (const warning of [...said, ...found]) {
      context.warn(`Warning: ${warning}`);
    }
  });
}

async function readSource(source: string, allowLoopback: boolean): Promise<string> {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(source)) return fetchMetadata(source, { allowLoopback });
  try {
    return decodeMetadata(await readFile(source));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') throw new CliError(`${source}: no such file`);
    if (code === 'EISDIR') throw new CliError(`${source} is a folder: give the metadata file`);
    throw error;
  }
}

/** The policy of `--release`; undefined when it was not given. */
function parseRelease(given: string | undefined, metadata: SpMetadata): ReleasePolicy | undefined {
  if (given === undefined) return undefined;
  const word = given.trim().toLowerCase();
  if (word === 'all') return 'all';
  if (word === '') throw new CliError('--release: empty; write all, requested, none or NAME,NAME');
  if (word === 'none') return [];
  if (word === 'requested') return requestedNames(metadata).known;
  const names = given.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => findAttribute(name) === undefined);
  if (unknown.length > 0) {
    const known = attributeCatalogue.map((entry) => entry.name).join(', ');
    throw new CliError(`--release: no attribute ${unknown.map(printable).join(', ')}; there are: ${known}`);
  }
  return [...new Set(names.flatMap((name) => findAttribute(name)?.name ?? []))];
}

function encryptionWarnings({ metadata, switches }: ServiceProvider): string[] {
  if (switches.encrypt === 'off' || chooseEncryption(metadata.encryptionKeys) !== 'unusable') return [];
  return [
    'none of its encryption keys can serve (RSA of 2048 bits with OAEP is needed): sign-in will be refused until it has one, or with --set encrypt=off',
  ];
}

/** What the portal would refuse, or we would, although nothing of its metadata is wrong. */
function wishWarnings({ metadata, switches }: ServiceProvider): string[] {
  const { nameIdFormats, wantAssertionsSigned } = metadata;
  const warnings: string[] = [];
  if (nameIdFormats.length > 0 && !nameIdFormats.some(isSupportedNameIdFormat)) {
    warnings.push(
      `of its NameID formats (${nameIdFormats.map(printable).join(', ')}) we have none: we have transient and persistent, and refuse requests for another`,
    );
  }
  if (switches.require_signed_requests && metadata.signingCertificates.length === 0) {
    warnings.push(
      'require_signed_requests=yes, and its metadata has no signing certificate: every request is refused',
    );
  }
  if (wantAssertionsSigned && !switches.sign_assertion) {
    warnings.push('sign_assertion=no has no effect: its metadata has WantAssertionsSigned="true"');
  }
  return warnings;
}

/** Nothing is released unless said: then the person who adds must learn what the portal waits for. */
function releaseWarnings({ metadata, release }: ServiceProvider): string[] {
  const { known, unknown } = requestedNames(metadata);
  const missing = release === 'all' ? [] : known.filter((name) => !release.includes(name));
  const warnings: string[] = [];
  if (release.length === 0 && known.length === 0) {
    warnings.push('it receives no attribute; say which with --release NAME,… or --release all');
  }
  if (missing.length > 0) {
    warnings.push(`its metadata also asks for ${missing.join(', ')}; to give them: --release requested`);
  }
  if (unknown.length > 0) {
    warnings.push(`its metadata asks for attributes unknown here: ${unknown.map(printable).join(', ')}`);
  }
  return warnings;
}

import { readFile } from 'node:fs/promises';
import { attributeCatalogue, findAttribute } from '../federation/attributes.js';
import { decodeMetadata } from '../federation/decode-metadata.js';
import { fetchMetadata } from '../federation/fetch-metadata.js';
import { requestedNames } from '../federation/release.js';
import type { ReleasePolicy, ServiceProvider, SpMetadata } from '../federation/service-provider.js';
import { readSpMetadata } from '../federation/sp-metadata.js';
import { parseSwitches } from '../federation/switches.js';
import { chooseEncryption } from '../saml/choose-encryption.js';
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
    const encryption = encryptionWarnings(record);
    for (const warning of [...metadataWarnings, ...warnings, ...encryption, ...releaseWarnings(record)]) {
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
  if (word === 'none' || word === '') return [];
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

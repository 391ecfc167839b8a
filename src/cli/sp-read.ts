import { X509Certificate } from 'node:crypto';
import { resolve } from 'node:path';
import type { ServiceProvider, SpSwitches } from '../federation/service-provider.js';
import { CliError, type CliContext } from './context.js';
import { describeRelease, nameOf, printable } from './sp-format.js';

/** `gateway sp list`: one line a portal, `entityID  name  release`; or JSON without the XML. */
export async function listServiceProviders(context: CliContext, json: boolean): Promise<void> {
  const records = await context.withStorage(({ serviceProviders }) => serviceProviders.all());
  records.sort((a, b) => (a.entityId < b.entityId ? -1 : 1));
  if (json) return context.out(JSON.stringify(records.map(withoutXml), null, 2));
  if (records.length === 0)
    return context.out(`No service provider yet in ${storeOf(context.config)}: gateway sp add FILE`);
  for (const record of records) {
    const state = record.switches.enabled ? '' : '  (disabled)';
    context.out(`${printable(record.entityId)}  ${nameOf(record)}  ${describeRelease(record)}${state}`);
  }
}

/** `gateway sp show`. @throws CliError when there is none of that entityID. */
export async function showServiceProvider(
  context: CliContext,
  entityId: string,
  options: { json?: boolean; xml?: boolean },
): Promise<void> {
  const record = await context.withStorage(({ serviceProviders }) => serviceProviders.find(entityId));
  if (record === undefined) throw unknown(entityId, context);
  if (options.xml) return context.out(record.xml);
  if (options.json) return context.out(JSON.stringify(withoutXml(record), null, 2));
  describe(record).forEach(([label, value]) => context.out(`${label.padEnd(18)}${value}`));
}

/** `gateway sp remove`. @throws CliError when there is none of that entityID. */
export async function removeServiceProvider(context: CliContext, entityId: string): Promise<void> {
  const removed = await context.withStorage(({ serviceProviders }) => serviceProviders.remove(entityId));
  if (!removed) throw unknown(entityId, context);
  context.out(`Removed: ${printable(entityId)}`);
}

function unknown(entityId: string, { config }: CliContext): CliError {
  return new CliError(
    `no service provider ${printable(entityId)} in ${storeOf(config)}; gateway sp list shows them`,
  );
}

/** Named, because a command without the server's settings works on another store than the server. */
function storeOf({ MONGODB_URI, DATA_DIR }: CliContext['config']): string {
  return MONGODB_URI === undefined ? `the store of ${resolve(DATA_DIR)}` : 'the store of MONGODB_URI';
}

/** JSON leaves undefined members out. */
function withoutXml(record: ServiceProvider): Omit<ServiceProvider, 'xml'> & { xml: undefined } {
  return { ...record, xml: undefined };
}

function describe(record: ServiceProvider): [string, string][] {
  const { metadata, switches } = record;
  return [
    ['entityID', printable(record.entityId)],
    ['name', nameOf(record)],
    ['receives', describeRelease(record)],
    ...metadata.acs.map((acs): [string, string] => [
      'answers go to',
      `${printable(acs.location)} (index ${acs.index}${acs.isDefault ? ', default' : ''})`,
    ]),
    ...metadata.singleLogout.map(({ location }): [string, string] => ['sign-out', printable(location)]),
    ...metadata.signingCertificates.map((der): [string, string] => ['signs with', describeKey(der)]),
    ...metadata.encryptionKeys.map((key): [string, string] => ['encrypted to', describeKey(key.certificate)]),
    [
      'requests signed',
      metadata.authnRequestsSigned || switches.require_signed_requests ? 'required' : 'optional',
    ],
    ['valid until', metadata.validUntil?.toISOString() ?? 'no limit'],
    ...Object.entries(switches).map(([name, value]): [string, string] => [
      `switch ${name}`.padEnd(33),
      printable(asTyped(value)),
    ]),
    ['read from', `${printable(record.source)}, ${record.updatedAt.toISOString()}`],
  ];
}

/** A switch as `--set` takes it, so that a line can be copied back. */
function asTyped(value: SpSwitches[keyof SpSwitches]): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string' || value === undefined) return value ?? '';
  const words = Array.isArray(value) ? value : Object.entries(value).map((pair) => pair.join('='));
  return words.join(',');
}

function describeKey(der: string): string {
  const certificate = new X509Certificate(Buffer.from(der, 'base64'));
  const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
  const size = asymmetricKeyDetails?.modulusLength ?? asymmetricKeyDetails?.namedCurve ?? '';
  const subject = printable((certificate.subject ?? '').replaceAll('\n', ', '));
  return `${asymmetricKeyType} ${size}, ${subject}, until ${certificate.validTo}, SHA-256 ${certificate.fingerprint256}`;
}

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { importSources, type SourcesRequest } from '../../src/directory/import-sources.js';
import type { ImportReport } from '../../src/directory/import/import-report.js';
import { importTools } from '../../src/import-tools.js';
import { AuditTrail } from '../../src/accounts/audit-trail.js';
import type { Account } from '../../src/accounts/ports.js';
import type { Storage } from '../../src/storage/open-storage.js';
import { FrozenClock } from '../../src/clock.js';

export const ineKey = Buffer.alloc(32, 7);
export const importClock = new FrozenClock('2026-09-15T08:00:00Z');

/** Imports files given as texts or octets under their names, as `gateway import` would; the folder goes afterwards. */
export async function importFiles(
  storage: Storage,
  files: Readonly<Record<string, string | Buffer>>,
  options: Partial<SourcesRequest> = {},
): Promise<ImportReport> {
  const folder = await mkdtemp(join(tmpdir(), 'import-'));
  const workFolder = await mkdtemp(join(tmpdir(), 'import-work-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), content);
    }
    const request = {
      paths: [folder],
      names: ['.'],
      by: 'test',
      dryRun: false,
      allowDepartures: [],
      workFolder,
    };
    return await importSources(
      { ...request, ...options },
      { ...importTools(storage, ineKey, auditOf(storage)), clock: importClock },
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
    await rm(workFolder, { recursive: true, force: true });
  }
}

/** The audit trail of the store. */
export function auditOf({ audit }: Storage): AuditTrail {
  return new AuditTrail(audit, ineKey);
}

/** The account that a source's key leads to. */
export async function accountOf(storage: Storage, key: string): Promise<Account> {
  const found = (await storage.personKeys.findMany([key])).get(key);
  const account = await storage.accounts.findById(found?.accountId ?? '');
  if (account === undefined) throw new Error(`nobody under ${key}`);
  return account;
}

/** Forgets whom imports brought in, so that a test begins with nobody known; their accounts stay. */
export async function forgetImports({ personKeys, importRuns }: Storage): Promise<void> {
  for (const store of [personKeys, importRuns] as unknown as {
    model: { deleteMany(filter: object): Promise<unknown> };
  }[]) {
    await store.model.deleteMany({});
  }
}

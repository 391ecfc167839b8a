import type { StoreDescription } from '../storage/embedded/life/describe-store.js';
import type { CliContext } from './context.js';

/** `gateway store info`. */
export async function showStore(context: CliContext, json: boolean): Promise<void> {
  const { describeStore } = await import('../storage/embedded/life/describe-store.js');
  const { describeFault } = await import('../storage/embedded/life/fault.js');
  const { DATA_DIR, MONGODB_URI } = context.config;
  const description = await describeStore(DATA_DIR, (fault) => context.warn(describeFault(fault)));
  if (json) context.out(JSON.stringify(description, undefined, 2));
  else linesOf(description).forEach(context.out);
  if (MONGODB_URI !== undefined) context.warn('MONGODB_URI is set: the gateway does not use this store.');
}

function linesOf({ folder, format, sizeOnDisk, sizeUsed, holder, collections }: StoreDescription): string[] {
  return [
    `folder:  ${folder}`,
    `format:  ${format ?? 'none'}`,
    `on disk: ${sizeOnDisk} bytes, of which ${sizeUsed} in use`,
    `open in: ${describeHolder(holder)}`,
    ...collections.flatMap(({ name, documents, bytes, indexes }) => [
      `${name}: ${documents} documents, ${bytes} bytes`,
      ...indexes.map((index) => `  index ${index.name}: ${index.entries} entries`),
    ]),
  ];
}

function describeHolder(holder: StoreDescription['holder']): string {
  if (!holder) return 'no process';
  return `process ${holder.pid}, ${holder.answers ? 'which answers' : 'which does not answer'}`;
}

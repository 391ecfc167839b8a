import { isBrokenOff, uploadFaults, type Upload } from '../../directory/upload/upload.js';
import { showFault } from './describe-fault.js';

/** Upload as the pages show it. `status`: its state, or what stands in its place when its work died. */
export function showUpload(upload: Upload, now: Date, language: string) {
  const { id, files, state, progress, expiresAt } = upload;
  const status = isBrokenOff(upload, now) ? `${state}-broken` : state;
  return {
    id,
    status,
    statusKey: `operator.state-${status}`,
    isRunning: status === 'trying' || status === 'applying',
    isTried: status === 'tried',
    isOver: status === 'applied' || status === 'refused',
    mayTry: status === 'trying-broken',
    mayApply: status === 'applying-broken',
    files: files.map(({ name, size }) => ({ name, size: writtenSize(size, language) })),
    first: files[0]?.name ?? '',
    number: files.length,
    expiresAt,
    ...showUploadFault(upload),
    ...(progress !== undefined && progress.total > 0 && { progress: showProgress(progress) }),
  };
}

function showUploadFault({ fault, refusals }: Upload) {
  const known = uploadFaults.find((word) => word === fault);
  return known === undefined ? showFault({ fault, refusals }) : { faultKey: `operator.fault-${known}` };
}

function showProgress({ phase, done, total }: NonNullable<Upload['progress']>) {
  return { key: `operator.${phase}`, percent: Math.min(100, Math.floor((100 * done) / total)) };
}

/** `12,5 Mo`. */
function writtenSize(octets: number, language: string): string {
  const [unit, size] =
    octets < 1_000_000 ? ['kilobyte', Math.max(0.1, octets / 1_000)] : ['megabyte', octets / 1_000_000];
  return new Intl.NumberFormat(language, { style: 'unit', unit, maximumFractionDigits: 1 }).format(size);
}

import type { Refusal } from '../../directory/feed/refusals.js';

/** Why an import could not be made, as the pages show it: texts of their language, or sentences in English. */
export function showFault({
  fault,
  refusals,
}: {
  fault?: string | undefined;
  refusals?: readonly Refusal[] | undefined;
}) {
  if (refusals !== undefined)
    return { refusals: refusals.map(({ code, values }) => ({ key: `operator.refusals.${code}`, values })) };
  return fault === undefined ? {} : { sentences: fault.split('\n') };
}

import type { StoppedSchool } from '../../directory/import/import-report.js';
import type { Form } from '../../web/read-form.js';

/** More schools than so many are agreed to together: nobody ticks two hundred boxes. */
const mostBoxes = 10;
const allBox = 'depart-toutes';

/** The schools where more vanish than is believed, with a box for each, or one for all. */
export function showDepartures(stopped: readonly StoppedSchool[]) {
  if (stopped.length === 0) return undefined;
  return {
    schools: stopped.map((school) => ({ ...nameStopped(school), field: boxOf(school, stopped) })),
    ...(stopped.length > mostBoxes && { allBox, number: stopped.length }),
  };
}

/** A school whose feed does not name it is called by its code. */
export function nameStopped({ uai, name, ...counts }: StoppedSchool) {
  return { ...counts, name: name === uai ? uai : `${name} (${uai})` };
}

/** What the operator agreed to, and the boxes not ticked: an import stops at any of them, so it does not begin. */
export function readDepartures(
  form: Form,
  stopped: readonly StoppedSchool[],
): { allowed: string[]; missing: string[] } {
  const missing = stopped.map((school) => boxOf(school, stopped)).filter((box) => form[box] !== 'oui');
  return { allowed: stopped.map(({ uai }) => uai), missing: [...new Set(missing)] };
}

function boxOf({ uai }: StoppedSchool, stopped: readonly StoppedSchool[]): string {
  return stopped.length > mostBoxes ? allBox : `depart-${uai}`;
}

import { createRequire } from 'node:module';
import type * as mingo from 'mingo';

type Mingo = typeof mingo;

const require = createRequire(import.meta.url);
let loaded: Mingo | undefined;

/** mingo, loaded at the first aggregation that needs it: 110 CPU ms that a start without one does not pay. */
export function loadMingo(): Mingo {
  return (loaded ??= require('mingo') as Mingo);
}

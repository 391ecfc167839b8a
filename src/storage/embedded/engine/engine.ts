import type { Clock } from '../../../clock.js';
import { Catalog } from './catalog.js';
import { Cursors } from './cursors.js';
import type { OrderedStore } from './ordered-store.js';
import type { Formats } from './upgrade-format.js';

/** What every command works with. */
export interface Engine {
  store: OrderedStore;
  catalog: Catalog;
  cursors: Cursors;
  clock: Clock;
  /** Milliseconds since some moment, whatever the clock is set to. */
  elapsed(): number;
}

/**
 * An engine on an open store, which is brought to the present format first.
 * @throws FormatError when the store has a format that this program can neither read nor upgrade.
 */
export function createEngine(
  store: OrderedStore,
  clock: Clock,
  { formats, elapsed = () => performance.now() }: { formats?: Formats; elapsed?: () => number } = {},
): Engine {
  return { store, catalog: new Catalog(store, formats), cursors: new Cursors(), clock, elapsed };
}

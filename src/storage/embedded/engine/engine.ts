import type { Clock } from '../../../clock.js';
import { Catalog } from './catalog.js';
import { Cursors } from './cursors.js';
import type { OrderedStore } from './ordered-store.js';

/** What every command works with. */
export interface Engine {
  store: OrderedStore;
  catalog: Catalog;
  cursors: Cursors;
  clock: Clock;
  /** Milliseconds since some moment, whatever the clock is set to. */
  elapsed(): number;
}

/** An engine on an open store. @throws Error when the store has a format this program does not read. */
export function createEngine(
  store: OrderedStore,
  clock: Clock,
  elapsed: () => number = () => performance.now(),
): Engine {
  return { store, catalog: new Catalog(store), cursors: new Cursors(), clock, elapsed };
}

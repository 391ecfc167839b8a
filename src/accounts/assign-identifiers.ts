import { identifierBase } from './identifier.js';

/** What it must be told. */
export interface TakenIdentifiers {
  /** Those of the identifiers, in normal form, that belong to somebody. */
  taken(identifiers: readonly string[]): Promise<Set<string>>;
}

/** Bases remembered at once; a forgotten one is looked up again. */
const mostRemembered = 200_000;
/** Homonyms that can be told apart: 2^22. */
const mostDoublings = 22;

/**
 * Identifiers by the rule of domain 3 (`e.durand`, then `e.durand2`, `e.durand3`…) for many people who come in any order, over
 * many runs. What is given may still be taken: `retry` then finds the next free number in one look-up, however many homonyms
 * there are.
 */
export class IdentifierAssigner {
  private readonly last = new Map<string, number>();

  constructor(private readonly store: TakenIdentifiers) {}

  /** An identifier that this assigner has not given before; whether it is free the store will say. */
  next(person: { givenName: string; sn: string }): string {
    const base = identifierBase(person.givenName, person.sn);
    const number = (this.last.get(base) ?? 0) + 1;
    this.remember(base, number);
    return numbered(base, number);
  }

  /** Other identifiers for those whose last one was taken, in their order. */
  async retry(people: readonly { givenName: string; sn: string }[]): Promise<string[]> {
    const bases = new Set(people.map(({ givenName, sn }) => identifierBase(givenName, sn)));
    await Promise.all([...bases].map((base) => this.catchUp(base)));
    return people.map((person) => this.next(person));
  }

  /** Doubles the step until a number is free, then halves it: about 30 identifiers asked about for a thousand homonyms. */
  private async catchUp(base: string): Promise<void> {
    const from = this.last.get(base) ?? 1;
    const steps = Array.from({ length: mostDoublings }, (_, power) => from + 2 ** power);
    const taken = await this.store.taken(steps.map((number) => numbered(base, number)));
    const firstFree = steps.findIndex((number) => !taken.has(numbered(base, number)));
    let below = firstFree <= 0 ? from : (steps[firstFree - 1] as number);
    let free = steps[firstFree] ?? from + 2 ** mostDoublings;
    while (free - below > 1) {
      const middle = Math.floor((free + below) / 2);
      const isTaken = (await this.store.taken([numbered(base, middle)])).size > 0;
      if (isTaken) below = middle;
      else free = middle;
    }
    this.remember(base, Math.max(below, this.last.get(base) ?? 0));
  }

  private remember(base: string, number: number): void {
    if (this.last.size >= mostRemembered) this.last.clear();
    this.last.set(base, number);
  }
}

function numbered(base: string, number: number): string {
  return number === 1 ? base : `${base}${number}`;
}

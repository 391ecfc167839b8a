/** How often something may happen: `most` times in so many seconds. */
export interface AllowanceTerms {
  most: number;
  seconds: number;
}

/** Counts that hold for all processes together. Keys are hashed at rest: they are what people typed. */
export interface AllowanceRepository {
  /** Takes one; false: they are used up until the window of the first one ends. */
  take(key: string, terms: AllowanceTerms, now: Date): Promise<boolean>;
}

/** Takes one of every allowance, in order; false at the first that is used up. */
export async function takeAll(
  allowances: AllowanceRepository,
  wanted: readonly (readonly [key: string, terms: AllowanceTerms])[],
  now: Date,
): Promise<boolean> {
  for (const [key, terms] of wanted) if (!(await allowances.take(key, terms, now))) return false;
  return true;
}

export const hour = 3600;
export const day = 86_400;

/**
 * The hot reads go to the driver without Mongoose's casting; an object where a text belongs could then be an operator
 * (`{"$ne": null}`, security L01). The types forbid it; this holds when types are not looked at.
 * @throws TypeError.
 */
export function assertText(...values: unknown[]): void {
  if (!values.every((value) => typeof value === 'string')) throw new TypeError('a text was expected');
}

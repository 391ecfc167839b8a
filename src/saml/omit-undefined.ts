type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The same object without the properties that are undefined. */
export function omitUndefined<T extends object>(source: T): Defined<T> {
  return Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined)) as Defined<T>;
}

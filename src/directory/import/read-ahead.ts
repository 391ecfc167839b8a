/**
 * The same values in the same order, up to `most` of them asked for before they are wanted: the feed is parsed while the store
 * looks up who was read before.
 */
export async function* readAhead<T>(source: AsyncIterable<T>, most: number): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  const ask = (): Promise<IteratorResult<T, unknown>> => {
    const next = iterator.next();
    // Who asks for it hears of it.
    next.catch(() => undefined);
    return next;
  };
  const asked = Array.from({ length: most }, ask);
  try {
    for (let next = asked.shift(); next !== undefined; next = asked.shift()) {
      const { done, value } = await next;
      if (done === true) return;
      asked.push(ask());
      yield value as T;
    }
  } finally {
    await iterator.return?.();
  }
}

/** The update that a change is: what is undefined in it is removed, and the version is raised by one. */
export function versionedUpdate(change: object): Record<string, object> {
  const entries: [string, unknown][] = Object.entries(change);
  const removed = entries.filter(([, value]) => value === undefined).map(([name]) => [name, '']);
  const set = entries.filter(([, value]) => value !== undefined);
  return {
    ...(set.length === 0 ? {} : { $set: Object.fromEntries(set) }),
    ...(removed.length === 0 ? {} : { $unset: Object.fromEntries(removed) }),
    $inc: { version: 1 },
  };
}

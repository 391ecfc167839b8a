/** The date typed in three fields, as `YYYY-MM-DD`; undefined when there is no such day. */
export function readDate(day: string, month: string, year: string): string | undefined {
  const parts = [year, month, day].map((part) => part.trim());
  if (!parts.every((part, index) => (index === 0 ? /^\d{4}$/ : /^\d{1,2}$/).test(part))) return undefined;
  const [y = '', m = '', d = ''] = parts;
  const text = `${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? text : undefined;
}

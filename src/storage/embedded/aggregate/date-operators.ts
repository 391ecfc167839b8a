import { Int32 } from 'bson';
import { isDocument } from '../bson/codec.js';
import { CommandError } from '../command-error.js';
import { isNothing } from './compare-values.js';
import type { ValueOperator } from './value-operators.js';

/** A moment as a calendar and a clock show it in one place. */
type Parts = Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>;

const part = (name: keyof Parts): ValueOperator => ({
  least: 1,
  most: 1,
  apply: ([operand]) => {
    const { date, timezone } = isDocument(operand) ? operand : { date: operand, timezone: undefined };
    const parts = partsOf(date, timezone);
    return parts === null ? null : new Int32(parts[name]);
  },
});

/** What statistics by day, month and hour need (MongoDB manual, "Date Expression Operators"). */
export const dateOperators: Record<string, ValueOperator> = {
  $year: part('year'),
  $month: part('month'),
  $dayOfMonth: part('day'),
  $hour: part('hour'),
  $dateToString: { least: 1, most: 1, apply: ([operand]) => format(operand) },
};

function format(operand: unknown): string | null {
  const {
    date,
    format: pattern = '%Y-%m-%dT%H:%M:%S',
    timezone,
    ...rest
  } = isDocument(operand) ? operand : {};
  const [stray] = Object.keys(rest);
  if (stray !== undefined)
    throw new CommandError('Location18534', `Unrecognized argument to $dateToString: ${stray}`);
  if (typeof pattern !== 'string')
    throw new CommandError('Location18533', '$dateToString requires that format be a string');
  const parts = partsOf(date, timezone);
  if (parts === null) return null;
  const pad = (value: number, width = 2): string => String(value).padStart(width, '0');
  const fields: Record<string, string> = {
    '%Y': pad(parts.year, 4),
    '%m': pad(parts.month),
    '%d': pad(parts.day),
    '%H': pad(parts.hour),
    '%M': pad(parts.minute),
    '%S': pad(parts.second),
    '%%': '%',
  };
  return pattern.replace(/%./gs, (field) => {
    const shown = fields[field];
    if (shown === undefined)
      throw new CommandError('Location18536', `Invalid format character '${field}' in format string`);
    return shown;
  });
}

/** The parts of a date in a time zone such as `Europe/Paris`, UTC by default; null for no date. */
function partsOf(date: unknown, timezone: unknown): Parts | null {
  if (isNothing(date) || timezone === null) return null;
  if (!(date instanceof Date)) throw new CommandError('Location16006', "can't convert the operand to a date");
  const shown = clockOf(timezone ?? 'UTC').formatToParts(date);
  const read = (type: string): number => Number(shown.find((each) => each.type === type)?.value);
  return {
    year: read('year'),
    month: read('month'),
    day: read('day'),
    hour: read('hour'),
    minute: read('minute'),
    second: read('second'),
  };
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timezone: unknown): Intl.DateTimeFormat {
  const name = String(timezone);
  const known = clocks.get(name);
  if (known) return known;
  try {
    const numeric = {
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    } as const;
    const clock = new Intl.DateTimeFormat('en-GB-u-ca-iso8601', {
      ...numeric,
      hourCycle: 'h23',
      timeZone: name,
    });
    clocks.set(name, clock);
    return clock;
  } catch {
    throw new CommandError('Location40485', `unrecognized time zone identifier: "${name}"`);
  }
}

import { InvalidArgumentError } from 'commander';

/** The number that an option asks for. @throws InvalidArgumentError. */
export function readCount(text: string): number {
  if (/^\d{1,6}$/.test(text) && Number(text) > 0) return Number(text);
  throw new InvalidArgumentError('a whole number from 1 to 999999');
}

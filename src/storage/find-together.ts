import { trusted, type Model } from 'mongoose';
import { assertText } from './assert-text.js';
import { together } from './together.js';

/**
 * Reads documents by a field whose values are unique texts, past Mongoose: those asked for within a turn of the event loop
 * by one command.
 */
export function findTogether<D extends object>(
  model: Model<D>,
  field: keyof D & string,
): (value: string) => Promise<D | undefined> {
  const find = together<string, D | undefined>(async (values) => {
    const filter = { [field]: trusted({ $in: [...values] }) } as never;
    const found = (await model.collection.find(filter).toArray()) as unknown as D[];
    const byValue = new Map(found.map((document) => [document[field], document]));
    return values.map((value) => byValue.get(value as D[keyof D & string]));
  });
  return (value) => {
    assertText(value);
    return find(value);
  };
}

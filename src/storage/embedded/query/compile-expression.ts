import { Query } from 'mingo';
import { decodePlain, encode, type Document } from '../bson/codec.js';

/** `$expr`, computed by mingo on plain numbers. Operators were checked beforehand by the caller of the filter. */
export function compileExpression(expression: unknown): (document: Document) => boolean {
  const plain = decodePlain(encode({ $expr: expression }));
  const query = new Query(plain, { scriptEnabled: false });
  return (document) => query.test(decodePlain(encode(document)));
}

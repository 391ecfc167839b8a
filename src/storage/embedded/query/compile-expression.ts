import { decodePlain, encode, type Document } from '../bson/codec.js';
import { checkExpression } from './check-pipeline.js';
import { loadMingo } from './load-mingo.js';

/** `$expr`, computed by mingo on plain numbers. @throws CommandError InvalidPipelineOperator. */
export function compileExpression(expression: unknown): (document: Document) => boolean {
  checkExpression(expression);
  const plain = decodePlain(encode({ $expr: expression }));
  const query = new (loadMingo().Query)(plain, { scriptEnabled: false });
  return (document) => query.test(decodePlain(encode(document)));
}

import { isDocument, toNumber, type Document } from '../bson/codec.js';
import { CommandError } from '../command-error.js';

const writeConcernFields = ['w', 'j', 'fsync', 'wtimeout', 'provenance'];

/**
 * Reads `writeConcern` and `readConcern` as a MongoDB server without replicas does (MongoDB manual, "Write Concern"). Every
 * write is on the disk before its answer, so `j: false` is given more than it asks; `w: 0` is done and not answered.
 * @throws CommandError FailedToParse, BadValue for more servers than this one, NotAReplicaSet.
 */
export function checkConcerns({ writeConcern, readConcern }: Document): void {
  if (writeConcern !== undefined) checkWriteConcern(writeConcern);
  if (isDocument(readConcern)) checkReadConcern(readConcern['level']);
}

function checkWriteConcern(concern: unknown): void {
  if (!isDocument(concern)) throw new CommandError('TypeMismatch', 'writeConcern must be an object');
  const unknown = Object.keys(concern).find((name) => !writeConcernFields.includes(name));
  if (unknown !== undefined)
    throw new CommandError('FailedToParse', `unrecognized write concern field: ${unknown}`);
  const { w = 1 } = concern;
  if (w === 'majority') return;
  if (typeof w === 'string') {
    throw new CommandError(
      'BadValue',
      `cannot use non-majority 'w' mode ${w} when a host is not a member of a replica set`,
    );
  }
  const servers = toNumber(w);
  if (servers === undefined || !(servers >= 0 && servers <= 50))
    throw new CommandError('FailedToParse', 'w has to be a non-negative number and not greater than 50');
  if (servers > 1) throw new CommandError('BadValue', "cannot use 'w' > 1 when a host is not replicated");
}

function checkReadConcern(level: unknown): void {
  if (level !== 'linearizable' && level !== 'snapshot') return;
  throw new CommandError(
    'NotAReplicaSet',
    `node needs to be a replica set member to use read concern level ${level}`,
  );
}

import { aggregate } from './aggregate.js';
import { collectionCommands } from './collections.js';
import type { Command } from './command.js';
import { count, distinct } from './count-and-distinct.js';
import { explain } from './explain.js';
import { find, getMore, killCursors } from './find.js';
import { findAndModify } from './find-and-modify.js';
import { createIndexes, dropIndexes, listIndexes } from './indexes.js';
import { insert } from './insert.js';
import { serverInfo } from './server-info.js';
import { deleteCommand, update } from './update.js';

const reads = [find, getMore, killCursors, aggregate, count, distinct, explain, listIndexes];
const writes = [insert, update, deleteCommand, findAndModify, createIndexes, dropIndexes];

/** Every command of the store, by name. */
export const commands: ReadonlyMap<string, Command> = new Map(
  [...reads, ...writes, ...collectionCommands, ...serverInfo].map((command) => [command.name, command]),
);

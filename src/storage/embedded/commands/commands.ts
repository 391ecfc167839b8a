import type { Command } from './command.js';
import { find, getMore, killCursors } from './find.js';
import { findAndModify } from './find-and-modify.js';
import { insert } from './insert.js';
import { serverInfo } from './server-info.js';
import { deleteCommand, update } from './update.js';

/** Every command of the store, by name. */
export const commands: ReadonlyMap<string, Command> = new Map(
  [find, getMore, killCursors, insert, update, deleteCommand, findAndModify, ...serverInfo].map((command) => [
    command.name,
    command,
  ]),
);

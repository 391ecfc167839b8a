#!/usr/bin/env node
import { reserveThreads } from './config.js';

reserveThreads();
// `gateway … | head` closes the pipe early: no fault of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
const { runCommandLine } = await import('./cli/run-command-line.js');
process.exitCode = await runCommandLine(process.argv.slice(2));

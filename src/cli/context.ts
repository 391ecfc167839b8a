import { readConfig, type Config } from '../config.js';
import { createLog } from '../log.js';
import { OperatorError } from '../operator-error.js';
import type { Storage } from '../storage/open-storage.js';

export type { Storage };

/** What every operator command is given. */
export interface CliContext {
  /** The settings, read at the first use: `--help` works even when they are wrong. @throws ConfigError. */
  readonly config: Config;
  /** Writes one line of the answer, on standard output. */
  out: (line: string) => void;
  /** Writes one line for the person, not for the next program: on standard error. */
  warn: (line: string) => void;
  /** One line of standard input, not shown while it is typed; undefined when there is none. */
  readLine(): Promise<string | undefined>;
  /** True when the person at the terminal agrees; false too when there is no terminal. */
  confirm(question: string): Promise<boolean>;
  /** Opens the store (joining a running server when there is one), does the work, closes it whatever happens. */
  withStorage<T>(work: (storage: Storage) => Promise<T>): Promise<T>;
}

/** What a command says when it cannot do what it was asked: printed as it is; exit code 1 unless another is given. */
export class CliError extends OperatorError {
  constructor(
    message: string,
    readonly exitCode = 1,
  ) {
    super(message);
  }
}

/** The context of a real command line: settings of `environment`, standard output and error. */
export function createContext(environment?: NodeJS.ProcessEnv): CliContext {
  let read: Config | undefined;
  const context: CliContext = {
    get config() {
      read ??= readConfig(environment);
      return read;
    },
    out: (line) => void process.stdout.write(`${line}\n`),
    warn: (line) => void process.stderr.write(`${line}\n`),
    async readLine() {
      const { readHiddenLine } = await import('./read-hidden-line.js');
      return readHiddenLine(process.stdin, (text) => void process.stderr.write(text));
    },
    async confirm(question) {
      const { confirmOnTerminal } = await import('./confirm-on-terminal.js');
      return confirmOnTerminal(question);
    },
    async withStorage(work) {
      // 300 ms to load, and `--help` has no need of it.
      const { openStorage } = await import('../storage/open-storage.js');
      const storage = await openStorage(context.config, createLog('warn', process.stderr), 'command');
      try {
        return await work(storage);
      } finally {
        await storage.close();
      }
    },
  };
  return context;
}

import { type DemoConfig, demoPrograms, type DemoProgram } from './demo-config.js';
import { listen } from './listen.js';

/** A port that another program holds: `message` says which, and the option that takes another one. */
export class PortBusyError extends Error {
  constructor(program: DemoProgram, port: number) {
    const { title, option } = demoPrograms[program];
    super(
      `Le port ${port} (${title}) est déjà pris par un autre programme.\n` +
        `Prenez-en un autre, par exemple : make demo ARGS="${option} ${port + 1000}"`,
    );
    this.name = 'PortBusyError';
  }
}

/**
 * Tries every port before anything starts, so that a busy one leaves nothing running.
 * @throws PortBusyError for the first port that is taken or given twice.
 */
export async function checkPorts(config: DemoConfig): Promise<void> {
  const seen = new Set<number>();
  for (const [program, port] of Object.entries(config.ports) as [DemoProgram, number][]) {
    if (seen.has(port)) throw new PortBusyError(program, port);
    seen.add(port);
    try {
      await (await listen(() => undefined, port)).stop();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') throw new PortBusyError(program, port);
      throw error;
    }
  }
}

import type { Config } from '../../src/config.js';
import { readConfig } from '../../src/config.js';
import type { CliContext, Storage } from '../../src/cli/context.js';
import { runCommandLine } from '../../src/cli/run-command-line.js';
import type { ServiceProvider, ServiceProviderRepository } from '../../src/federation/ports.js';

/** Portals in memory. */
export class MemoryServiceProviders implements ServiceProviderRepository {
  readonly records = new Map<string, ServiceProvider>();
  private version = 0;
  async all() {
    return [...this.records.values()];
  }
  async find(entityId: string) {
    return this.records.get(entityId);
  }
  async save(record: ServiceProvider) {
    this.records.set(record.entityId, record);
    this.version += 1;
  }
  async remove(entityId: string) {
    this.version += 1;
    return this.records.delete(entityId);
  }
  async revision() {
    return String(this.version);
  }
}

/** What a command answered. */
export interface Answer {
  code: number;
  out: string;
  warned: string;
}

/** Runs `gateway` commands in this process, on portals in memory; no other part of the store is there. */
export class GatewayCommands {
  readonly serviceProviders = new MemoryServiceProviders();
  /** What stands on standard input. */
  input: string | undefined;
  constructor(private readonly environment: Record<string, string> = {}) {}

  async run(...words: string[]): Promise<Answer> {
    const out: string[] = [];
    const warned: string[] = [];
    const environment = { BASE_URL: 'https://gateway.example.org', ...this.environment };
    const storage: Partial<Storage> = { serviceProviders: this.serviceProviders };
    const context: CliContext = {
      get config(): Config {
        return readConfig(environment);
      },
      out: (line) => void out.push(line),
      warn: (line) => void warned.push(line),
      readLine: async () => this.input,
      confirm: async () => false,
      withStorage: (work) => work(storage as Storage),
    };
    const code = await runCommandLine(words, context);
    return { code, out: out.join('\n'), warned: warned.join('\n') };
  }
}

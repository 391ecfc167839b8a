import { Command, InvalidArgumentError } from 'commander';

/** The programs of the demo, each on a port of its own. */
export type DemoProgram = 'gateway' | 'ent' | 'teleservice' | 'start' | 'inbox' | 'franceconnect';

export interface DemoConfig {
  ports: Readonly<Record<DemoProgram, number>>;
  /** Folder of everything the demo keeps: store, keys, secrets. Removing it starts the demo afresh. */
  dataFolder: string;
  /** Least level of the gateway's log lines. */
  logLevel: string;
}

/** What each program is called in messages, its port when none is given, and the option that changes it. */
export const demoPrograms: Readonly<Record<DemoProgram, { title: string; port: number; option: string }>> = {
  gateway: { title: 'passerelle', port: 8080, option: '--gateway-port' },
  ent: { title: 'ENT de démonstration', port: 8081, option: '--ent-port' },
  teleservice: { title: 'téléservice de démonstration', port: 8082, option: '--teleservice-port' },
  start: { title: 'page de départ', port: 8083, option: '--start-port' },
  inbox: { title: 'boîte de réception', port: 8084, option: '--inbox-port' },
  franceconnect: { title: 'FranceConnect d’essai', port: 8085, option: '--franceconnect-port' },
};

/**
 * The address of a program, as the browser sees it. The gateway stands on another site than the portals
 * (`127.0.0.1` and `localhost` are two sites, two ports of one host are not), so that cookies and cross-site
 * rules behave as they will between two real hosts.
 */
export function demoUrl(config: DemoConfig, program: DemoProgram): string {
  return `http://${program === 'gateway' ? '127.0.0.1' : 'localhost'}:${config.ports[program]}`;
}

/** Reads the command line (without `node` and the script). Prints and exits by itself on `--help` or a fault. */
export function readDemoConfig(args: readonly string[]): DemoConfig {
  const command = new Command('demo').description('Passerelle, un ENT et un téléservice de démonstration.');
  for (const { title, port, option } of Object.values(demoPrograms)) {
    command.option(`${option} <port>`, `port : ${title}`, readPort, port);
  }
  command.option('--data <folder>', 'dossier des données', 'demo-data');
  command.option('--log-level <level>', 'journal de la passerelle', 'error');
  const given = command.parse([...args], { from: 'user' }).opts<{
    gatewayPort: number;
    entPort: number;
    teleservicePort: number;
    startPort: number;
    inboxPort: number;
    franceconnectPort: number;
    data: string;
    logLevel: string;
  }>();
  return {
    ports: {
      gateway: given.gatewayPort,
      ent: given.entPort,
      teleservice: given.teleservicePort,
      start: given.startPort,
      inbox: given.inboxPort,
      franceconnect: given.franceconnectPort,
    },
    dataFolder: given.data,
    logLevel: given.logLevel,
  };
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65535) {
    throw new InvalidArgumentError('un nombre entre 1 et 65535');
  }
  return port;
}

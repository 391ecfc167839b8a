import { reserveThreads } from '../config.js';
import { demoUrl, type DemoConfig, readDemoConfig } from './demo-config.js';

reserveThreads();
const { startDemo } = await import('./start-demo.js');

/** Longest that Ctrl-C may take; a browser that keeps a connection open does not hold the demo. */
const stopMilliseconds = 1500;

/** Starts everything, says where to click, stops on Ctrl-C. */
async function main(config: DemoConfig): Promise<void> {
  const demo = await startDemo(config);
  const stop = (): void => {
    setTimeout(() => process.exit(0), stopMilliseconds);
    void demo.stop().then(() => process.exit(0));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  console.log(welcome(config));
}

function welcome(config: DemoConfig): string {
  return `
  Passerelle, démonstration : prête.

    Commencez ici :   ${demoUrl(config, 'start')}

    ENT               ${demoUrl(config, 'ent')}
    Téléservice       ${demoUrl(config, 'teleservice')}
    Passerelle        ${demoUrl(config, 'gateway')}
    Messages reçus    ${demoUrl(config, 'inbox')}
    FranceConnect     ${demoUrl(config, 'franceconnect')} (une doublure)

  Ctrl-C arrête tout. Les données restent dans ${config.dataFolder}/.
`;
}

try {
  await main(readDemoConfig(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

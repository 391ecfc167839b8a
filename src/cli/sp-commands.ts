import { Option, type Command } from 'commander';
import { describeSwitches } from '../federation/switches.js';
import type { CliContext } from './context.js';
import type { AddOptions } from './sp-add.js';
import { listServiceProviders, removeServiceProvider, showServiceProvider } from './sp-read.js';

const collect = (value: string, earlier: string[]): string[] => [...earlier, value];

/** `gateway sp …`: the portals that are trusted, and what each receives. */
export function addServiceProviderCommands(program: Command, context: CliContext): void {
  const sp = program.command('sp').description('service providers: the portals that are trusted');
  sp.command('add')
    .description(
      'add a portal by its metadata, or replace its metadata; release and switches stay unless given',
    )
    .argument('<file|url>', 'SAML metadata of the portal: a file, or an https:// address')
    .option('--release <names>', 'attributes it receives: all, requested, none, or NAME,NAME,…')
    .addOption(
      new Option('--set <switch=value>', 'a switch; may be repeated').argParser(collect).default([], 'none'),
    )
    .option('--allow-loopback', 'let the address be on this machine, over http too (trials)')
    .addHelpText(
      'after',
      `\nSwitches:\n${describeSwitches()
        .map((line) => `  ${line}`)
        .join('\n')}`,
    )
    .action(async (source: string, options: AddOptions) => {
      const { addServiceProvider } = await import('./sp-add.js');
      await addServiceProvider(context, source, options);
    });
  sp.command('list')
    .description('list the portals')
    .option('--json', 'as JSON')
    .action((options: { json?: boolean }) => listServiceProviders(context, options.json === true));
  sp.command('show')
    .description('show one portal: addresses, keys, release, switches')
    .argument('<entityID>')
    .option('--json', 'as JSON')
    .option('--xml', 'the metadata as it was given')
    .action((entityId: string, options: { json?: boolean; xml?: boolean }) =>
      showServiceProvider(context, entityId, options),
    );
  sp.command('remove')
    .description('remove a portal: its requests are refused from then on')
    .argument('<entityID>')
    .action((entityId: string) => removeServiceProvider(context, entityId));
}

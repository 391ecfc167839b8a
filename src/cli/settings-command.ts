import type { Command } from 'commander';
import { settings } from '../settings/settings.js';
import type { CliContext } from './context.js';

/** `gateway settings`: the table of the README. */
export function addSettingsCommand(program: Command, context: CliContext): void {
  program
    .command('settings')
    .description('print every setting of the environment as a Markdown table')
    .action(() => settingsTable().forEach(context.out));
}

/** Lines of a Markdown table, one row a setting. */
export function settingsTable(): string[] {
  const entries: [string, { default?: string; about: string }][] = Object.entries(settings);
  const rows = entries.map(([name, setting]) => {
    const fallback = setting.default === undefined ? '' : `\`${setting.default}\``;
    return `| \`${name}\` | ${fallback} | ${setting.about.replaceAll('|', '\\|')} |`;
  });
  return ['| Setting | Default | What it is |', '| --- | --- | --- |', ...rows];
}

import { Option, type Command } from 'commander';
import { systemClock } from '../clock.js';
import { languages, type Language } from '../languages.js';
import type { OutboxEntry, OutboxQuery } from '../messaging/ports.js';
import { CliError, type CliContext, type Storage } from './context.js';
import { hashRecipient } from './hash-recipient.js';
import { sendTest } from './send-test-message.js';

interface ListOptions {
  state?: NonNullable<OutboxQuery['state']>;
  channel?: NonNullable<OutboxQuery['channel']>;
  to?: string;
  limit: string;
  json?: boolean;
}

/** `gateway messages …`: what waits to be sent, what was, and a trial of the servers. Recipients are masked. */
export function addMessageCommands(program: Command, context: CliContext): void {
  const messages = program.command('messages').description('e-mail and SMS: the outbox, and a trial message');
  messages
    .command('list')
    .description('list messages, the newest first; they are kept for a year, without text or recipient')
    .addOption(new Option('--state <state>', 'only those').choices(['waiting', 'sent', 'dead']))
    .addOption(new Option('--channel <channel>', 'only those').choices(['mail', 'sms']))
    .option('--to <address|number>', 'only those to this recipient')
    .option('--limit <number>', 'so many at most', '50')
    .option('--json', 'as JSON')
    .action((options: ListOptions) => listMessages(context, options));
  messages
    .command('show <id>')
    .description('show what became of a message')
    .option('--json', 'as JSON')
    .action((id: string, { json = false }: { json?: boolean }) => showMessage(context, id, json));
  messages
    .command('retry [id]')
    .description('send a waiting message now, or all of them: after a server was repaired')
    .option('--all', 'every waiting message')
    .action((id: string | undefined, { all = false }: { all?: boolean }) => retry(context, id, all));
  messages
    .command('send-test')
    .description('send a trial message at once and tell what the server answers')
    .option('--mail <address>', 'by e-mail')
    .option('--sms <number>', 'by SMS; it counts in SMS_PER_DAY')
    .addOption(new Option('--language <language>').choices(languages).default('fr'))
    .action((options: { mail?: string; sms?: string; language: Language }) => sendTest(context, options));
}

async function listMessages(context: CliContext, options: ListOptions): Promise<void> {
  const { state, channel, to, json = false } = options;
  const limit = /^\d{1,6}$/.test(options.limit) ? Number(options.limit) : 0;
  if (limit === 0) throw new CliError('--limit: a whole number from 1 to 999999');
  const query: OutboxQuery = {
    ...(state === undefined ? {} : { state }),
    ...(channel === undefined ? {} : { channel }),
    ...(to === undefined ? {} : { recipientHash: await hashRecipient(context.config, to) }),
  };
  const found = await context.withStorage(({ outbox }) => outbox.list(query, limit));
  if (json) return context.out(JSON.stringify(found, undefined, 2));
  if (found.length === 0) return context.out('No such message.');
  for (const entry of found) context.out(describeLine(entry));
}

function describeLine(entry: OutboxEntry): string {
  const { id, channel, template, state, recipient, queuedAt, tries, reason } = entry;
  const why = reason === undefined || state === 'sent' ? '' : ` (${reason})`;
  const words = [queuedAt.toISOString(), id, channel.padEnd(4), state.padEnd(7), template, recipient];
  return `${words.join('  ')}  tries ${tries}${why}`;
}

async function showMessage(context: CliContext, id: string, json: boolean): Promise<void> {
  const entry = await context.withStorage(({ outbox }) => outbox.find(id));
  if (entry === undefined) throw noMessage(id);
  if (json) return context.out(JSON.stringify(entry, undefined, 2));
  const rows: [string, string | undefined][] = [
    ['message', entry.id],
    ['kind', `${entry.template} by ${entry.channel}, in ${entry.language}`],
    ['to', entry.recipient],
    ['state', entry.state],
    ['tries', String(entry.tries)],
    ['last failure', entry.reason],
    ['queued', entry.queuedAt.toISOString()],
    ['worth until', entry.expiresAt.toISOString()],
    ['ended', entry.endedAt?.toISOString()],
    ['next try', entry.state === 'waiting' ? entry.nextAt.toISOString() : undefined],
  ];
  for (const [label, value] of rows) if (value !== undefined) context.out(`${label.padEnd(14)}${value}`);
}

async function retry(context: CliContext, id: string | undefined, all: boolean): Promise<void> {
  if ((id === undefined) !== all) throw new CliError('Give the id of a message, or --all.');
  await context.withStorage(async (storage) => {
    const ids = id === undefined ? await waitingIds(storage) : [id];
    const hastened = await Promise.all(ids.map((one) => storage.outbox.hasten(one, systemClock.now())));
    const count = hastened.filter(Boolean).length;
    if (id !== undefined && count === 0) throw await whyNot(storage, id);
    context.out(`${count} to be sent at the next poll of a running gateway.`);
  });
}

async function waitingIds({ outbox }: Storage): Promise<string[]> {
  const waiting = await outbox.list({ state: 'waiting' }, 100_000);
  return waiting.map(({ id }) => id);
}

async function whyNot({ outbox }: Storage, id: string): Promise<CliError> {
  const entry = await outbox.find(id);
  if (entry === undefined) return noMessage(id);
  if (entry.state === 'waiting') return new CliError('It is being sent at this moment.');
  return new CliError(`It is ${entry.state}: its text was wiped. The person has to ask for it again.`);
}

function noMessage(id: string): CliError {
  return new CliError(`No message has the id ${id}; gateway messages list shows them.`);
}

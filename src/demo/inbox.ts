import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Express } from 'express';
import type { KeptMessage } from '../messaging/file-transports.js';
import { createDemoApp, renderView } from './demo-views.js';
import { notFoundPage } from './not-found-page.js';

/** More than a demo sends; older ones stay in the folder. */
const shown = 50;
const refreshSeconds = 5;

/** What the file transport wrote, newest first: every e-mail and SMS that the gateway of the demo sent. */
export function createInbox(folder: string, startUrl: string): Express {
  const app = createDemoApp();
  app.get('/', async (_request, response) => {
    const names = await newestFirst(folder);
    const kept = await Promise.all(names.slice(0, shown).map((name) => readMessage(folder, name)));
    const messages = kept.map((message, index) => present(message, names[index] ?? ''));
    response.send(renderView('inbox', { messages, startUrl, refresh: refreshSeconds }));
  });
  app.get('/:name/html', async (request, response, next) => {
    const { name } = request.params;
    if (!(await newestFirst(folder)).includes(name)) return next();
    const message = await readMessage(folder, name);
    if (message.channel !== 'mail') return next();
    response.setHeader(
      'Content-Security-Policy',
      "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-popups",
    );
    response.send(message.html);
  });
  app.use(notFoundPage({ title: 'Messages reçus', key: 'inbox', startUrl }));
  return app;
}

/** Names of the kept messages without extension: they begin with the instant. */
async function newestFirst(folder: string): Promise<string[]> {
  const files = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return files
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort()
    .reverse();
}

async function readMessage(folder: string, name: string): Promise<KeptMessage> {
  return JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8')) as KeptMessage;
}

function present(message: KeptMessage, name: string): object {
  const isMail = message.channel === 'mail';
  const when = new Date(message.at).toLocaleString('fr-FR', { dateStyle: 'long', timeStyle: 'medium' });
  return {
    kind: isMail ? 'Courriel' : 'SMS',
    title: isMail ? message.subject : 'SMS',
    to: message.to,
    when,
    parts: splitLinks(message.text),
    html: isMail ? `/${encodeURIComponent(name)}/html` : undefined,
  };
}

/** The text in pieces, addresses apart, so that they can be clicked. */
function splitLinks(text: string): { text: string; isLink: boolean }[] {
  return text
    .trim()
    .split(/(https?:\/\/[^\s<>"]+)/)
    .filter((part) => part !== '')
    .map((part) => ({ text: part, isLink: /^https?:\/\//.test(part) }));
}

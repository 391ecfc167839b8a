import { fillTemplate, type Placeholders } from './fill-template.js';
import type { OutgoingSms, Transport } from './ports.js';
import { SendError } from './send-error.js';

/** The request that sends an SMS, in the words of the operator's gateway. */
export interface SmsGateway {
  url: string;
  method: string;
  headers: Readonly<Record<string, string>>;
  format: 'json' | 'form';
  body?: string;
  /** Member of the JSON answer that says it was taken: `path`, or `path=value`. */
  success?: string;
}

const timeoutMilliseconds = 15_000;
/** An answer says yes or no; what is longer is not read. */
const longestAnswer = 64 * 1024;
const contentTypes = { json: 'application/json', form: 'application/x-www-form-urlencoded' };

/** SMS by one HTTP request each. Redirections are refused: they would carry number and text elsewhere. @throws SendError from `send`. */
export function createHttpSmsTransport(gateway: SmsGateway): Transport<OutgoingSms> {
  return {
    async send({ id, to, text }) {
      const values = { id, to, text, digits: to.slice(1) };
      const answer = await ask(gateway, values);
      const body = await readAnswer(answer);
      judgeStatus(answer.status);
      if (!answer.ok) throw new SendError('rejected', `HTTP ${answer.status}`, { permanent: true });
      if (gateway.success !== undefined && !saysYes(body, gateway.success))
        throw new SendError('rejected', `the answer lacks ${gateway.success}`, { permanent: true });
    },
  };
}

async function ask(gateway: SmsGateway, values: Placeholders): Promise<Response> {
  const { url, method, headers, format, body } = gateway;
  try {
    return await fetch(fillTemplate(url, values, 'url'), {
      method,
      redirect: 'manual',
      headers: { ...(body === undefined ? {} : { 'Content-Type': contentTypes[format] }), ...headers },
      signal: AbortSignal.timeout(timeoutMilliseconds),
      ...(body === undefined ? {} : { body: fillTemplate(body, values, format) }),
    });
  } catch (error) {
    throw networkError(error);
  }
}

async function readAnswer(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of answer.body ?? []) {
      length += chunk.length;
      if (length > longestAnswer) break;
      chunks.push(chunk);
    }
  } catch (error) {
    throw networkError(error);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** What is the operator's to correct (key, address, credit) or passes by itself is tried again. */
function judgeStatus(status: number): void {
  if ([408, 425, 429].includes(status) || status >= 500) throw new SendError('busy', `HTTP ${status}`);
  if ([401, 402, 403, 404, 405].includes(status) || (status >= 300 && status < 400))
    throw new SendError('configuration', `HTTP ${status}`);
}

function saysYes(body: string, success: string): boolean {
  const [path = '', wanted] = success.split(/=(.*)/s);
  let part: unknown;
  try {
    part = JSON.parse(body);
  } catch {
    return false;
  }
  for (const name of path.split('.')) {
    part =
      typeof part === 'object' && part !== null && Object.hasOwn(part, name)
        ? Reflect.get(part, name)
        : undefined;
  }
  if (wanted !== undefined) return String(part) === wanted;
  return part !== undefined && part !== null && part !== false;
}

function networkError(error: unknown): SendError {
  const timedOut = error instanceof Error && error.name === 'TimeoutError';
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new SendError(timedOut ? 'timeout' : 'connection', detail, { cause: error });
}

import { isIP } from 'node:net';
import { Agent, request, type Dispatcher } from 'undici';
import {
  ForbiddenAddressError,
  guardedLookup,
  isFetchable,
  systemResolver,
  type ResolveAll,
} from './address-guard.js';
import { decodeMetadata } from './decode-metadata.js';
import { isLoopbackHost } from './endpoint-url.js';
import { MetadataError } from './metadata-error.js';
import { METADATA_MAX_BYTES } from './metadata-xml.js';
import { parseUrl } from '../parse-url.js';

export interface FetchOptions {
  /** Lets an address of this machine through, over http too: for trials only. */
  allowLoopback?: boolean;
  /** For the whole exchange, redirections included; default 10 s. */
  milliseconds?: number;
  resolve?: ResolveAll;
}

const MAX_REDIRECTIONS = 3;
const redirections = new Set([301, 302, 303, 307, 308]);

/**
 * The metadata at `address`: https only, from public addresses only, each redirection judged like the first address
 * (IIP-MD02; security 4, M03, M04). At most 2 MB in 10 s, never decompressed.
 * @throws MetadataError saying what to do.
 */
export async function fetchMetadata(address: string, options: FetchOptions = {}): Promise<string> {
  const allowLoopback = options.allowLoopback === true && isLoopbackAddress(address);
  const milliseconds = options.milliseconds ?? 10_000;
  const dispatcher = new Agent({
    connect: {
      lookup: guardedLookup(options.resolve ?? systemResolver, allowLoopback),
      timeout: milliseconds,
    },
  });
  const signal = AbortSignal.timeout(milliseconds);
  try {
    let url = judgeAddress(address, allowLoopback);
    for (let hop = 0; hop <= MAX_REDIRECTIONS; hop++) {
      const response = await request(url, {
        dispatcher,
        signal,
        headers: {
          accept: 'application/samlmetadata+xml, application/xml;q=0.9',
          'accept-encoding': 'identity',
        },
      });
      // A body given up half-way reports an error that nobody else waits for.
      response.body.on('error', () => undefined);
      const next = redirectionOf(response, url);
      if (next === undefined) return decodeMetadata(await readBody(response));
      url = judgeAddress(next, allowLoopback);
    }
    throw new MetadataError([`redirected more than ${MAX_REDIRECTIONS} times: give the final address`]);
  } catch (error) {
    if (signal.aborted) {
      const seconds = milliseconds / 1000;
      throw new MetadataError([
        `${address} was not received within ${seconds} s: download it and give the file`,
      ]);
    }
    throw explain(error, address);
  } finally {
    await dispatcher.destroy();
  }
}

function isLoopbackAddress(address: string): boolean {
  const url = parseUrl(address);
  return url !== undefined && isLoopbackHost(url.hostname);
}

/** A literal IP address never passes a look-up: it is judged here. */
function judgeAddress(address: string, allowLoopback: boolean): URL {
  const url = parseUrl(address);
  if (url === undefined) throw new MetadataError(['is not an address: give https://… or a file']);
  const loopback = allowLoopback && isLoopbackHost(url.hostname);
  if (url.protocol !== 'https:' && !(loopback && url.protocol === 'http:')) {
    throw new MetadataError([
      'is not an https:// address: metadata is fetched by https only, or given as a file',
    ]);
  }
  if (url.username !== '' || url.password !== '') {
    throw new MetadataError(['has a user name or password: remove it']);
  }
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(literal) !== 0 && !isFetchable(literal, allowLoopback)) throw new ForbiddenAddressError(literal);
  return url;
}

function redirectionOf(response: Dispatcher.ResponseData, url: URL): string | undefined {
  const { location } = response.headers;
  if (redirections.has(response.statusCode) && typeof location === 'string') {
    response.body.destroy();
    return parseUrl(location, url)?.href ?? location;
  }
  if (response.statusCode !== 200) {
    throw new MetadataError([`answered ${response.statusCode}: check the address in a browser`]);
  }
  return undefined;
}

async function readBody({ body, headers }: Dispatcher.ResponseData): Promise<Buffer> {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    throw new MetadataError(['came compressed though it was asked for plain: download it and give the file']);
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > METADATA_MAX_BYTES) {
      throw new MetadataError(['is over 2 MB: give the metadata of this service provider alone']);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function explain(error: unknown, address: string): MetadataError {
  if (error instanceof MetadataError)
    return new MetadataError(error.faults.map((fault) => `${address} ${fault}`));
  if (error instanceof ForbiddenAddressError) {
    return new MetadataError([`${address} leads to ${error.message}: download it and give the file`]);
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new MetadataError([`${address} cannot be fetched (${reason}): download it and give the file`]);
}

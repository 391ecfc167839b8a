import { measureInbound } from './inbound.js';
import { measureResponses } from './response.js';
import type { MicroResult } from './results.js';

/** What one message costs without HTTP, session or store: a Response built (response.ts), a request accepted (inbound.ts). */
export async function measureParts(rounds: number): Promise<MicroResult[]> {
  const responses = await measureResponses();
  const requests = await measureInbound(rounds);
  return [
    ...responses.map((each) => ({ ...each, name: `response: ${each.name}`, concurrency: 4 })),
    ...requests.map((each) => ({ ...each, name: `request: ${each.name}`, concurrency: 1 })),
  ];
}

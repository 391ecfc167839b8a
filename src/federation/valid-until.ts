import type { XmlElement } from 'libxml2-wasm';
import { isDay } from '../calendar.js';
import { quote, type Findings } from './metadata-error.js';
import { attribute } from './metadata-xml.js';

/** xs:dateTime; without a zone it is UTC (saml-core 1.3.3). */
const DATE_TIME = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d+)?(Z|[+-]\d{2}:\d{2})?$/;

/**
 * The earliest validUntil of `nested` elements (saml-metadata 2.3.1, 2.3.2, 2.4.1); undefined when none has one.
 * Past or unreadable: a fault (IIP-MD04).
 */
export function readValidUntil(nested: XmlElement[], now: Date, findings: Findings): Date | undefined {
  const limits: Date[] = [];
  for (const text of new Set(nested.map((element) => attribute(element, 'validUntil')))) {
    if (text === undefined) continue;
    const limit = parseDateTime(text.trim());
    if (limit === undefined)
      findings.fault(`validUntil ${quote(text)} is not a date such as 2027-09-01T00:00:00Z`);
    else if (limit <= now)
      findings.fault(`validUntil ${text.trim()} is past: ask the portal for its present metadata`);
    else limits.push(limit);
  }
  return limits.sort((a, b) => a.getTime() - b.getTime())[0];
}

function parseDateTime(text: string): Date | undefined {
  const parts = DATE_TIME.exec(text);
  if (!parts || !isDay(text.slice(0, 10))) return undefined;
  const milliseconds = (parts[2] ?? '').slice(0, 4);
  const date = new Date(`${parts[1]}${milliseconds}${parts[3] ?? 'Z'}`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

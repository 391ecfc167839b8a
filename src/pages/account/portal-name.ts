import type { Localized } from '../../federation/service-provider.js';
import { parseUrl } from '../../parse-url.js';

/** What people call the portal: its name in `language`, else in French, English, any; else the host of its entityID. */
export function portalName(names: Localized, entityId: string, language: string): string {
  const name = names[language] ?? names.fr ?? names.en ?? Object.values(names)[0];
  if (name !== undefined && name.trim() !== '') return name;
  return parseUrl(entityId)?.host || entityId;
}

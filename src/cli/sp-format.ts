import type { Localized, ServiceProvider } from '../federation/service-provider.js';

/** Text that came from outside, fit for a terminal: control characters and line ends are written as escapes (M09). */
export function printable(text: string): string {
  return [...text].map((character) => (isControl(character) ? escaped(character) : character)).join('');
}

/** The French name, else the English one, else any, else the entityID. */
export function nameOf(record: ServiceProvider): string {
  const names: Localized = record.metadata.displayName;
  return printable(names['fr'] ?? names['en'] ?? Object.values(names)[0] ?? record.entityId);
}

/** The release policy in words. */
export function describeRelease({ release }: ServiceProvider): string {
  if (release === 'all') return 'the whole catalogue';
  return release.length === 0 ? 'no attribute' : release.join(', ');
}

/** C0, DEL, C1 controls, line separators and bidirectional marks could forge what a terminal shows. */
function isControl(character: string): boolean {
  return /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u.test(character);
}

function escaped(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
}

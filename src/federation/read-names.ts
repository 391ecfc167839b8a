import type { XmlElement } from 'libxml2-wasm';
import { quote, type Findings } from './metadata-error.js';
import { elements } from './metadata-xml.js';
import type { Localized } from './service-provider.js';

/** Language of a text without xml:lang, which the schema does not allow. */
const UNKNOWN_LANGUAGE = 'und';

/** In characters; 256 have to be taken (IIP-G02). Every page that names the portal carries them. */
const longestName = 256;

/**
 * How people know the portal: mdui:DisplayName (sstc-saml-metadata-ui 2.1.2), else ServiceName, else
 * OrganizationDisplayName. Raw: pages escape it.
 */
export function readDisplayName(entity: XmlElement, role: XmlElement, findings: Findings): Localized {
  const paths: [XmlElement, string][] = [
    [role, 'md:Extensions/mdui:UIInfo/mdui:DisplayName'],
    [role, 'md:AttributeConsumingService/md:ServiceName'],
    [role, 'md:Organization/md:OrganizationDisplayName'],
    [entity, 'md:Organization/md:OrganizationDisplayName'],
  ];
  for (const [node, path] of paths) {
    const texts = readLocalized(node, path);
    const tooLong = Object.values(texts).find((text) => text.length > longestName);
    if (tooLong !== undefined) {
      findings.fault(`name ${quote(tooLong)} of ${tooLong.length} characters: ${longestName} at most`);
    }
    if (Object.keys(texts).length > 0) return texts;
  }
  return {};
}

/** mdui:InformationURL, http or https only: it becomes a link. */
export function readInformationUrl(role: XmlElement): Localized {
  const urls = readLocalized(role, 'md:Extensions/mdui:UIInfo/mdui:InformationURL');
  return Object.fromEntries(Object.entries(urls).filter(([, url]) => /^https?:\/\/\S+$/i.test(url)));
}

/** The texts at `path` by primary language; the first of a language counts. */
function readLocalized(node: XmlElement, path: string): Localized {
  const texts = new Map<string, string>();
  for (const element of elements(node, path)) {
    const language = primaryLanguage(element.attr('lang', 'xml')?.value);
    const text = element.content.trim();
    if (text !== '' && !texts.has(language)) texts.set(language, text);
  }
  return Object.fromEntries(texts);
}

/** `fr` of `fr-CA` (BCP 47); a tag that is none counts as unknown, so that no tag names an object member. */
function primaryLanguage(tag: string | undefined): string {
  return /^([a-z]{2,3})(-[a-z0-9]{1,8})*$/i.exec(tag?.trim() ?? '')?.[1]?.toLowerCase() ?? UNKNOWN_LANGUAGE;
}

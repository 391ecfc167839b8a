import type { Clock } from '../../clock.js';
import type { Config } from '../../config.js';
import { principalScope } from '../../federation/standard-attributes.js';
import type { Random } from '../../random.js';
import { buildIdpMetadata } from '../../saml/idp-metadata.js';
import type { SigningKeys } from '../../saml/signing-keys.js';

interface MetadataTools {
  config: Config;
  keys: SigningKeys;
  random: Random;
  clock: Clock;
}

/**
 * Our signed metadata, made at the first need and again every hour: `validUntil` stays far ahead (SDP-MD03).
 * `cacheDuration` is one hour, the longest a portal keeps it before it sees a new certificate.
 */
export function keepMetadata(tools: MetadataTools): () => Promise<string> {
  const cacheSeconds = 3600;
  const { config, keys, clock } = tools;
  const settings = {
    baseUrl: config.BASE_URL,
    displayName: { fr: config.SERVICE_NAME, en: config.SERVICE_NAME },
    organization: { name: config.SERVICE_OPERATOR, url: config.BASE_URL },
    technicalContactMail: config.SUPPORT_MAIL,
    errorUrl: `${config.BASE_URL}/aide`,
    informationUrl: `${config.BASE_URL}/aide`,
    privacyStatementUrl: `${config.BASE_URL}/donnees-personnelles`,
    // A Shibboleth portal drops a scoped attribute that ends on another.
    scopes: [...new Set([config.SAML_SCOPE, principalScope(config.BASE_URL)])],
    validDays: config.METADATA_DAYS,
    cacheSeconds,
  };
  let kept: { xml: Promise<string>; until: number } | undefined;
  return () => {
    const now = clock.now().getTime();
    if (kept === undefined || now >= kept.until) {
      const xml = buildIdpMetadata(settings, keys, tools);
      kept = { xml, until: now + cacheSeconds * 1000 };
      xml.catch(() => (kept = undefined));
    }
    return kept.xml;
  };
}

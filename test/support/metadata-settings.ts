import type { IdpMetadataSettings } from '../../src/saml/idp-metadata.js';

export const metadataSettings: IdpMetadataSettings = {
  baseUrl: 'https://gateway.test',
  displayName: { fr: 'Passerelle d’essai', en: 'Trial <gateway>' },
  organization: { name: 'Académie & démonstration', url: 'https://gateway.test/' },
  technicalContactMail: 'support@example.org',
  errorUrl: 'https://gateway.test/help',
  scopes: ['educt'],
  validDays: 14,
  cacheSeconds: 21_600,
  informationUrl: 'https://gateway.test/help?a=1&b=2',
  privacyStatementUrl: 'https://gateway.test/privacy',
  logo: { url: 'https://gateway.test/logo.png', width: 80, height: 60 },
};

import type * as OidcProvider from 'oidc-provider';

/**
 * oidc-provider, which says at its import that it wants Node 22: it runs on Node 20 as our tests show, and its warning would
 * only worry who starts the demo.
 */
export async function loadOidcProvider(): Promise<typeof OidcProvider> {
  const { warn } = console;
  console.warn = () => {};
  try {
    return await import('oidc-provider');
  } finally {
    console.warn = warn;
  }
}

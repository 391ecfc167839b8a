import type { FranceConnect } from '../../franceconnect-services.js';
import type { SignInPlace } from './sign-in-form.js';

/** What the template shows of FranceConnect's button; undefined: it is off. */
export function franceConnectButton(
  { franceConnect }: { franceConnect?: FranceConnect | undefined },
  { suite, retour }: Pick<SignInPlace, 'suite' | 'retour'>,
): { href: string; image: string | undefined } | undefined {
  if (franceConnect === undefined) return undefined;
  const query = new URLSearchParams({
    ...(suite === undefined ? {} : { suite }),
    ...(retour === undefined ? {} : { retour }),
  }).toString();
  return {
    href: `/franceconnect/connexion${query === '' ? '' : `?${query}`}`,
    image: franceConnect.button === undefined ? undefined : '/franceconnect/bouton',
  };
}

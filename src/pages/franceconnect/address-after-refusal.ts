import type { ErrorCode } from '../../errors.js';
import type { Flight } from '../../franceconnect/ports.js';
import { signInAddress } from '../sign-in/sign-in-form.js';

/** The page that says why FranceConnect led nowhere: the one where the person chose it, what they came for kept. */
export function addressAfterRefusal(
  { purpose, suite, retour }: Pick<Flight, 'purpose' | 'suite' | 'retour'>,
  code: ErrorCode,
): string {
  if (purpose !== 'sign-in') return `/compte/franceconnect?motif=${code}`;
  const place = signInAddress({
    profil: 'responsable',
    ...(suite === undefined ? {} : { suite }),
    ...(retour === undefined ? {} : { retour }),
  });
  return `${place}&motif=${code}`;
}

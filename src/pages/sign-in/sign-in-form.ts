import { catalogue, type ErrorCode } from '../../error-catalogue.js';
import { profileOfKind, type Profile } from '../../web/profile.js';
import { safeReturnTo } from '../../web/return-to.js';

/** What the sign-in page was opened with; it survives the choice of a profile, of a language, and an error. */
export interface SignInPlace {
  /** Handle of the portal's waiting request. */
  suite?: string;
  profil?: Profile;
  /** Path of this site to go to afterwards. */
  retour?: string;
}

/** The field an error is about: the message is tied to it. */
export type FaultyField = 'identifier' | 'password';

/** One error of the form, as the template shows it. */
export interface SignInFault {
  code: ErrorCode;
  /** The whole sentence, for the summary on top. */
  sentenceKey: string;
  field?: FaultyField;
  /** The few words beside the field. */
  fieldKey?: string;
}

const handleShape = /^[A-Za-z0-9_-]{16,64}$/;

/** Reads the place from a query or a form; anything unexpected is left out. */
export function readPlace(source: Readonly<Record<string, unknown>>): SignInPlace {
  const { suite, profil, retour } = source;
  const path = safeReturnTo(retour);
  return {
    ...(typeof suite === 'string' && handleShape.test(suite) ? { suite } : {}),
    ...(profil === 'eleve' || profil === 'responsable' ? { profil } : {}),
    ...(path === '/' ? {} : { retour: path }),
  };
}

/** The address of the sign-in page for that place. */
export function signInAddress(place: SignInPlace): string {
  const query = new URLSearchParams(Object.entries(place)).toString();
  return query === '' ? '/connexion' : `/connexion?${query}`;
}

/** The address where guardians without an identifier begin, for that place. */
export function registrationAddress({ suite, retour }: SignInPlace): string {
  const place = { ...(suite === undefined ? {} : { suite }), ...(retour === undefined ? {} : { retour }) };
  const query = new URLSearchParams(place).toString();
  return query === '' ? '/inscription' : `/inscription?${query}`;
}

const franceConnectRefusals = [
  'franceconnect_cancelled',
  'franceconnect_unavailable',
  'franceconnect_refused',
  'account_not_usable',
  'account_locked',
  'account_left',
  'busy',
] as const satisfies readonly ErrorCode[];

/** Why the person is back on the sign-in page (`motif`), if it is a reason of ours. */
export function refusalOfMotif(motif: unknown): ErrorCode | undefined {
  if (motif === 'dates') return 'birth_dates_wrong';
  return franceConnectRefusals.find((code) => code === motif);
}

/** Errors the person can answer on the form itself; others get a page of their own. */
const onForm = new Set<ErrorCode>([
  'fields_missing',
  'credentials_wrong',
  'profile_pupil',
  'profile_guardian',
  'account_not_usable',
  'birth_date_unknown',
  'birth_dates_wrong',
  'letter_expired',
  'account_locked',
  'account_left',
  'too_many_tries',
  'too_many_requests',
  'busy',
  'form_expired',
]);

/** True when the sign-in page itself says what to do about `code`. */
export function isShownOnForm(code: ErrorCode): boolean {
  return onForm.has(code);
}

/** What to show for `code`, tied to its fields; empty fields are named one by one. */
export function faultsOf(code: ErrorCode, typed: { identifier: string; password: string }): SignInFault[] {
  if (code === 'fields_missing') {
    const missing: SignInFault[] = [];
    if (typed.identifier === '') missing.push(faultOfField(code, 'identifier', 'sign-in.identifier-missing'));
    if (typed.password === '') missing.push(faultOfField(code, 'password', 'sign-in.password-missing'));
    if (missing.length > 0) return missing;
  }
  const whole = { code, sentenceKey: `errors.${catalogue[code].sentence}` };
  if (code !== 'credentials_wrong') return [whole];
  return [{ ...whole, field: 'identifier', fieldKey: 'sign-in.credentials-wrong' }];
}

function faultOfField(code: ErrorCode, field: FaultyField, sentenceKey: string): SignInFault {
  return { code, sentenceKey, field, fieldKey: sentenceKey };
}

/** The profile to show after `code`: the account's own, once its password was right (domain 5.5). */
export function profileAfter(code: ErrorCode | undefined, chosen: Profile | undefined): Profile | undefined {
  if (code === 'profile_pupil') return profileOfKind('pupil');
  return code === 'profile_guardian' ? profileOfKind('guardian') : chosen;
}

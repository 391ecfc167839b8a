/** Algorithms by which FranceConnect may sign: HS256, which it falls back to when nothing was declared, is refused (domain 11). */
export type SignatureAlgorithm = 'ES256' | 'RS256';

/** How we are known to FranceConnect. */
export interface FranceConnectOptions {
  issuer: string;
  clientId: string;
  /** client_secret_post; or private_key_jwt by that key. */
  authentication: { secret: string } | { privateKey: CryptoKey; keyId?: string };
  signature: SignatureAlgorithm;
  scopes: string;
  /** Where FranceConnect sends people back to, after signing in and after signing out; both declared there. */
  redirectUri: string;
  logoutUri: string;
}

/** What one exchange must bring back; kept until then, for the browser that began it. */
export interface Expectation {
  state: string;
  nonce: string;
  /** PKCE (RFC 7636), when FranceConnect offers it. */
  codeVerifier?: string;
}

/** Somebody as FranceConnect knows them. */
export interface CivilIdentity {
  issuer: string;
  sub: string;
  /** Birth name. */
  familyName: string;
  usageName?: string;
  givenNames: string;
  mail?: string;
}

/** Who came back, and the ID token that closes their session there. */
export interface Arrival {
  identity: CivilIdentity;
  idToken: string;
}

/** Why a person is at FranceConnect. */
export type FlightPurpose =
  /** To sign in here. */
  | 'sign-in'
  /** To add the identity to the account `accountId`, which is signed in. */
  | 'link'
  /** To close the session there. */
  | 'sign-out';

/** A person whom we sent to FranceConnect, and who is expected back. */
export interface Flight {
  /** SHA-256 of the state: who reads the store can finish no exchange. */
  id: string;
  purpose: FlightPurpose;
  /** Hash of the browser's own cookie (BrowserCookie): it alone may come back. */
  browser: string;
  nonce?: string;
  codeVerifier?: string;
  accountId?: string;
  /** Path of this site where the person goes on: after signing in as after signing out. */
  retour?: string;
  /** Handle of the portal's waiting request. */
  suite?: string;
  /** The browser had lost its cookie once: not again. */
  restarted?: boolean;
  expiresAt: Date;
}

/** Flights at rest. */
export interface FlightRepository {
  add(flight: Flight): Promise<void>;
  /** Gives the flight once for all, if not past at `now`. */
  take(id: string, now: Date): Promise<Flight | undefined>;
}

import type { Request, Response } from 'express';
import passport from 'passport';
import { Strategy as LocalStrategy } from 'passport-local';
import type { Admission, SignIn } from '../accounts/sign-in.js';
import type { Account, AccountRepository } from '../accounts/ports.js';
import { loadSubject } from '../accounts/subject.js';
import type { Clock } from '../clock.js';
import { GatewayError } from '../errors.js';
import { newMessageId, type Random } from '../random.js';
import { browserKind } from './browser-kind.js';
import type { SignedIn } from './ports.js';
import { kindOfProfile } from './profile.js';
import { formOf } from './read-form.js';
import type { Sessions } from './session.js';

export interface Authenticator {
  /**
   * Signs the browser in with the posted `j_username`, `j_password`, `profil`: the session gets a new id (security L05)
   * and is stored before this returns. A provisional password opens no session: the one that the browser had ends.
   * @throws GatewayError `fields_missing`, or what SignIn throws.
   */
  signInWithPassword(req: Request, res: Response): Promise<SignInOutcome>;
  /**
   * Signs the browser in to an account that proved to be the person's otherwise, as at the end of a first sign-in; by
   * FranceConnect, with the ID token that closes the session there.
   * @throws GatewayError `journey_expired` when the account changed since it was read: there is no session.
   */
  signInTo(req: Request, res: Response, account: Account, by?: Pick<SignedIn, 'idToken'>): Promise<SignedIn>;
}

/** What the password opened; `user` when there is a session. */
export type SignInOutcome =
  | { opens: 'session'; user: SignedIn; account: Account }
  | { opens: 'first-sign-in' | 'mail-wait'; account: Account };

interface AuthenticatorTools {
  signIn: SignIn;
  accounts: Pick<AccountRepository, 'findMany' | 'recordSuccess'>;
  sessions: Pick<Sessions, 'open' | 'end'>;
  clock: Clock;
  random: Random;
}

/** Who proved to be whom, before any session. */
interface Proof {
  user: SignedIn;
  admission: Admission;
}

/** A session to open, and what must still hold once it is stored. */
interface Opening {
  user: SignedIn;
  confirm: () => Promise<void>;
}

/** Passport with one strategy per way in; the session is ours to open. */
export function createAuthenticator(tools: AuthenticatorTools): Authenticator {
  const ways = new passport.Passport();
  const checkPassword = async (req: Request, identifier: string, password: string): Promise<Proof> => {
    const authnInstant = tools.clock.now().toISOString();
    const profile = kindOfProfile(formOf(req).profil);
    const admission = await tools.signIn({ identifier, password, ...(profile ? { profile } : {}) });
    const sessionIndex = newMessageId(tools.random);
    const browser = browserKind(req.headers['user-agent']);
    return { admission, user: { subject: admission.subject, authnInstant, sessionIndex, browser } };
  };
  const fields = {
    usernameField: 'j_username',
    passwordField: 'j_password',
    passReqToCallback: true,
  } as const;
  ways.use(
    new LocalStrategy(fields, (req, identifier, password, done) => {
      checkPassword(req, identifier, password).then((proof) => done(null, proof), done);
    }),
  );
  return {
    signInWithPassword: async (req, res) => {
      const { user, admission } = await prove(ways, req, res);
      const { opens, account, confirm } = admission;
      if (opens === 'session')
        return { opens, account, user: await openSession(tools, { req, res }, { user, confirm }) };
      await tools.sessions.end(req, res);
      return { opens, account };
    },
    signInTo: async (req, res, account, by = {}) => {
      const now = tools.clock.now();
      const subject = await loadSubject(account, tools.accounts);
      const sessionIndex = newMessageId(tools.random);
      const confirm = async (): Promise<void> => {
        if (!(await tools.accounts.recordSuccess(account))) throw new GatewayError('journey_expired');
      };
      const browser = browserKind(req.headers['user-agent']);
      const user = { subject, authnInstant: now.toISOString(), sessionIndex, browser, ...by };
      return openSession(tools, { req, res }, { user, confirm });
    },
  };
}

async function openSession(
  { sessions }: AuthenticatorTools,
  { req, res }: { req: Request; res: Response },
  { user, confirm }: Opening,
): Promise<SignedIn> {
  await sessions.open(req, res, user);
  try {
    await confirm();
  } catch (error) {
    await sessions.end(req, res);
    throw error;
  }
  return user;
}

function prove(ways: passport.Authenticator, req: Request, res: Response): Promise<Proof> {
  return new Promise((resolve, reject) => {
    const finish = (error: unknown, proof: Proof | false | null | undefined): void => {
      if (error) reject(error);
      else if (proof) resolve(proof);
      else reject(new GatewayError('fields_missing'));
    };
    const attempt = ways.authenticate('local', finish) as (
      req: Request,
      res: Response,
      next: typeof reject,
    ) => void;
    attempt(req, res, reject);
  });
}

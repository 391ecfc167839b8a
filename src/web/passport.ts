import type { Request, Response } from 'express';
import passport from 'passport';
import { Strategy as LocalStrategy } from 'passport-local';
import type { Admission, SignIn } from '../accounts/sign-in.js';
import type { Clock } from '../clock.js';
import { GatewayError } from '../errors.js';
import { newMessageId, type Random } from '../random.js';
import type { SignedIn } from './ports.js';
import { kindOfProfile } from './profile.js';
import { formOf } from './read-form.js';

export interface Authenticator {
  /**
   * Signs the browser in with the posted `j_username`, `j_password`, `profil`: the session gets a new id (security L05)
   * and is stored before this returns.
   * @throws GatewayError `fields_missing`, or what SignIn throws.
   */
  signInWithPassword(req: Request, res: Response): Promise<SignedIn>;
}

interface AuthenticatorTools {
  signIn: SignIn;
  clock: Clock;
  random: Random;
}

/** Passport with one strategy per way in. The session keeps the whole SignedIn, so reading it back asks no query. */
export function createAuthenticator(tools: AuthenticatorTools): Authenticator {
  const ways = new passport.Passport();
  ways.serializeUser<SignedIn>((user, done) => done(null, user as SignedIn));
  ways.deserializeUser<SignedIn>((stored, done) => done(null, stored));

  const checkPassword = async (req: Request, identifier: string, password: string) => {
    const authnInstant = tools.clock.now().toISOString();
    const profile = kindOfProfile(formOf(req).profil);
    const admission = await tools.signIn({ identifier, password, ...(profile ? { profile } : {}) });
    const sessionIndex = newMessageId(tools.random);
    return { admission, user: { subject: admission.subject, authnInstant, sessionIndex } };
  };

  const fields = {
    usernameField: 'j_username',
    passwordField: 'j_password',
    passReqToCallback: true,
  } as const;
  ways.use(
    new LocalStrategy(fields, (req, identifier, password, done) => {
      checkPassword(req, identifier, password).then(
        ({ user, admission }) => done(null, user, admission as never),
        done,
      );
    }),
  );

  return {
    signInWithPassword: (req, res) =>
      new Promise((resolve, reject) => {
        const finish = (error: unknown, user?: SignedIn | false | null, admission?: unknown): void => {
          if (error) return reject(error);
          if (!user) return reject(new GatewayError('fields_missing'));
          req.logIn(user, (failure: unknown) => {
            if (failure) reject(failure);
            else confirm(req, admission as Admission).then(() => resolve(user), reject);
          });
        };
        const attempt = ways.authenticate('local', finish) as (
          req: Request,
          res: Response,
          next: typeof reject,
        ) => void;
        attempt(req, res, reject);
      }),
  };
}

/** The session is written: whoever changes the account from now on ends it, and a change in between is seen here. */
async function confirm(req: Request, admission: Admission): Promise<void> {
  try {
    await admission.confirm();
  } catch (error) {
    await new Promise((done) => req.session.destroy(done));
    throw error;
  }
}

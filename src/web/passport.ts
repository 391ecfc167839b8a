import type { Request, Response } from 'express';
import passport from 'passport';
import { Strategy as LocalStrategy } from 'passport-local';
import type { Admission, SignIn } from '../accounts/sign-in.js';
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
   * and is stored before this returns.
   * @throws GatewayError `fields_missing`, or what SignIn throws.
   */
  signInWithPassword(req: Request, res: Response): Promise<SignedIn>;
}

interface AuthenticatorTools {
  signIn: SignIn;
  sessions: Pick<Sessions, 'open' | 'end'>;
  clock: Clock;
  random: Random;
}

/** Who proved to be whom, before any session. */
interface Proof {
  user: SignedIn;
  admission: Admission;
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
      await tools.sessions.open(req, res, user);
      try {
        await admission.confirm();
      } catch (error) {
        await tools.sessions.end(req, res);
        throw error;
      }
      return user;
    },
  };
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

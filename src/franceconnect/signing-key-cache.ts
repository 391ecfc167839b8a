import * as oidc from 'openid-client';
import type { Clock } from '../clock.js';

const keptSeconds = 600;
/** The library reads keys again for a `kid` that it does not know when those it has are as old as this. */
const readAgainSeconds = 60;

/**
 * FranceConnect's keys from one exchange to the next. An unknown `kid` makes them be read again once, however recent they are:
 * a rotation then costs nobody a sign-in (domain 11).
 */
export class SigningKeyCache {
  private kept: { jwks: oidc.JWKS; readAt: number } | undefined;
  constructor(private readonly clock: Clock) {}

  /** Lets `config` use the keys that are kept, as if just old enough to be doubted. */
  give(config: oidc.Configuration): void {
    const now = this.seconds();
    if (this.kept === undefined || now - this.kept.readAt >= keptSeconds) return;
    oidc.setJwksCache(config, { jwks: this.kept.jwks, uat: now - readAgainSeconds });
  }

  /** Keeps the keys that `config` read itself. */
  keep(config: oidc.Configuration): void {
    const read = oidc.getJwksCache(config);
    const now = this.seconds();
    if (read === undefined || now - read.uat >= readAgainSeconds) return;
    this.kept = { jwks: read.jwks, readAt: now };
  }

  /** Those that are kept. */
  get jwks(): oidc.JWKS | undefined {
    return this.kept?.jwks;
  }

  private seconds(): number {
    return Math.floor(this.clock.now().getTime() / 1000);
  }
}

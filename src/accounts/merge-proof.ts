import { createHmac, timingSafeEqual } from 'node:crypto';
import * as v from 'valibot';
import type { Clock } from '../clock.js';
import { passwordMark } from './password-mark.js';
import type { Account } from './ports.js';

/** That the password of the source was right, for whoever is signed in to the target, until then. */
export interface MergeProof {
  sourceId: string;
  targetId: string;
  /** The source's password then (passwordMark). */
  mark: string;
  until: number;
}

/** Between the password of the other account and the confirmation, in seconds. */
export const proofSeconds = 600;

const shape = v.strictObject({
  ...{ sourceId: v.string(), targetId: v.string(), mark: v.string(), until: v.number() },
});

/** Signs such proofs and reads them: nothing has to be stored between two pages. */
export class MergeProofs {
  constructor(private readonly tools: { key: string; clock: Clock }) {}

  /** The text that the browser keeps. */
  sign(source: Account, target: Account): string {
    const until = this.tools.clock.now().getTime() + proofSeconds * 1000;
    const proof: MergeProof = { sourceId: source.id, targetId: target.id, mark: passwordMark(source), until };
    const text = Buffer.from(JSON.stringify(proof)).toString('base64url');
    return `${text}.${this.macOf(text).toString('base64url')}`;
  }

  /** Undefined: not ours, past, or given to somebody signed in to another account. */
  read(signed: string | undefined, targetId: string): MergeProof | undefined {
    const [text = '', mac = ''] = (signed ?? '').split('.');
    const given = Buffer.from(mac, 'base64url');
    const expected = this.macOf(text);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    const proof = v.parse(shape, JSON.parse(Buffer.from(text, 'base64url').toString()));
    return proof.targetId === targetId && proof.until > this.tools.clock.now().getTime() ? proof : undefined;
  }

  private macOf(text: string): Buffer {
    return createHmac('sha256', this.tools.key).update(`merge:${text}`).digest();
  }
}

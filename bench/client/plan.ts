import type { Portal } from '../portal.js';
import type { Credentials } from './flows.js';

/** What one virtual client does again and again. */
export type FlowName = 'sign-in' | 'sso' | 'sso-encrypted' | 'sign-in-page' | 'metadata';

/** Clients that do the same flow. */
export interface Load {
  flow: FlowName;
  clients: number;
  /** Milliseconds between two starts of one client; absent: the next begins when the last ends. */
  everyMs?: number;
  /** Milliseconds from the start of the run to the first flow. */
  afterMs?: number;
}

/** A run: bounded in time, and in number of flows. */
export interface Plan {
  loads: Load[];
  seconds: number;
  mostFlows: number;
}

/** What the load client must know before it can run anything. */
export interface Setup {
  baseUrl: string;
  plain: Portal;
  encrypted: Portal;
  accounts: Credentials[];
  /** Sessions to open and keep for the flows `sso` and `sso-encrypted`. */
  sessions: number;
}

/** Milliseconds from the start of a flow, or from when it was due, to its end. */
export interface LoadResult {
  flow: FlowName;
  clients: number;
  flows: number;
  errors: number;
  /** The first three, as they were said. */
  errorSamples: string[];
  p50: number;
  p95: number;
  p99: number;
  longest: number;
}

export interface RunResult {
  seconds: number;
  loads: LoadResult[];
}

export type Command = { do: 'prepare'; setup: Setup } | { do: 'run'; plan: Plan };
export type Reply = { done: true; result?: RunResult } | { done: false; message: string };

import { Router } from 'express';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Clock } from '../clock.js';
import type { MessageMeter, OutboxRepository } from '../messaging/ports.js';
import { meterMessages } from './message-metrics.js';
import { refusePublicAddresses } from './private-address.js';

/** What the process counts of its work. Labels are few and fixed: never a person, a portal address or a query. */
export interface Metrics {
  observeRequest(done: { method: string; route: string; status: number; seconds: number }): void;
  /** `success`, or the code of the refusal. */
  countSignIn(outcome: string): void;
  /** Top-level or second-level SAML status, such as `Success` or `NoPassive`. */
  countSamlResponse(status: string): void;
  /** Measures the outbox, asked for at each scrape, and gives what counts the messages of this process. */
  meterMessages(outbox: Pick<OutboxRepository, 'backlog'>, clock: Clock): MessageMeter;
  /** The present state, in Prometheus text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** @param waitingPasswords how many password checks run or wait, asked for at each scrape. */
export function createMetrics(waitingPasswords: () => number): Metrics {
  const registers = [new Registry()];
  const [register] = registers as [Registry];
  collectDefaultMetrics({ register });
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time to answer a request.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  });
  const signIns = new Counter({
    name: 'gateway_sign_ins_total',
    help: 'Sign-ins with a password, by outcome.',
    labelNames: ['outcome'],
    registers,
  });
  const responses = new Counter({
    name: 'gateway_saml_responses_total',
    help: 'SAML responses given to portals, by status.',
    labelNames: ['status'],
    registers,
  });
  new Gauge({
    name: 'gateway_password_checks_waiting',
    help: 'Password checks running or waiting.',
    registers,
    collect() {
      this.set(waitingPasswords());
    },
  });
  return {
    observeRequest: ({ method, route, status, seconds }) =>
      durations.labels(method, route, `${status}`).observe(seconds),
    countSignIn: (outcome) => signIns.labels(outcome).inc(),
    countSamlResponse: (status) => responses.labels(status).inc(),
    meterMessages: (outbox, clock) => meterMessages(register, outbox, clock),
    text: () => register.metrics(),
    contentType: register.contentType,
  };
}

/** GET /metrics, for scrapers on a private address alone. */
export function metricsRoutes(metrics: Metrics): Router {
  return Router().get('/metrics', refusePublicAddresses, async (_req, res) => {
    res.type(metrics.contentType).send(await metrics.text());
  });
}

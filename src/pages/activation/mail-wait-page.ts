import { Router } from 'express';
import { confirmationSeconds, type MailAddresses } from '../../accounts/mail-addresses.js';
import type { PendingMail } from '../../accounts/ports.js';
import type { Clock } from '../../clock.js';
import { isGatewayError, type ErrorCode } from '../../errors.js';
import { maskRecipient } from '../../messaging/mask-recipient.js';
import type { Csrf } from '../../web/csrf.js';
import type { ChooseLanguage } from '../../web/language.js';
import { formOf, readForm } from '../../web/read-form.js';
import type { Render } from '../../web/render.js';
import { writtenInstant, type TimeStyle } from '../../written-time.js';
import { faultOf, showFaults, type FormFault } from '../account/form-faults.js';
import { signInAddress } from '../sign-in/sign-in-form.js';
import { atStep, pageOfStep, type StepExchange, type StepTools } from './step-pages.js';

export interface MailWaitPageTools extends StepTools {
  render: Render;
  csrf: Csrf;
  clock: Clock;
  chooseLanguage: ChooseLanguage;
  /** Of the times shown (TIME_ZONE). */
  timeZone: string;
  mailAddresses: Pick<MailAddresses, 'ask' | 'askAgain'>;
}

const path = pageOfStep['mail-wait'];
const field = 'adresse';
/** What the person can answer on the page. */
const onPage = new Set<ErrorCode>(['mail_invalid', 'mail_off', 'mail_none', 'too_many_links', 'busy']);

/**
 * GET: which address a guardian's account waits for, in part only, and until when its link works (domain 4.4). POST: the link
 * again, or another address. The password was given; nobody is signed in before the link is used.
 */
export function mailWaitPage(tools: MailWaitPageTools): Router {
  const post = (send: (exchange: StepExchange) => Promise<void>) =>
    atStep('mail-wait', tools, (exchange) => submit(tools, exchange, send));
  return Router()
    .get(
      path,
      atStep('mail-wait', tools, (exchange) => show(tools, exchange)),
    )
    .post(
      path,
      readForm,
      tools.csrf.check,
      post(({ req, res, journey }) => {
        const typed = formOf(req)[field] ?? '';
        return tools.mailAddresses.ask(journey.account.id, typed, termsOf(tools, { req, res, journey }));
      }),
    )
    .post(
      `${path}/renvoyer`,
      readForm,
      tools.csrf.check,
      post((exchange) => tools.mailAddresses.askAgain(exchange.journey.account.id, termsOf(tools, exchange))),
    );
}

async function submit(
  tools: MailWaitPageTools,
  exchange: StepExchange,
  send: (exchange: StepExchange) => Promise<void>,
): Promise<void> {
  const { res, journey } = exchange;
  if (journey.account.state === 'ACTIF') return show(tools, exchange);
  try {
    await send(exchange);
  } catch (error) {
    if (!isGatewayError(error) || !onPage.has(error.code)) throw error;
    res.status(error.entry.status);
    return show(tools, exchange, faultOf(textOf(error.code), field));
  }
  res.redirect(303, `${path}?fait=envoye`);
}

/** Nobody goes on without an address here. */
function textOf(code: ErrorCode): ErrorCode {
  return code === 'mail_off' ? 'activation_needs_mail' : code;
}

function show(tools: MailWaitPageTools, { req, res, journey }: StepExchange, fault?: FormFault): void {
  const { account, record } = journey;
  if (account.state === 'ACTIF') {
    tools.journeyCookie.clear(res);
    return res.redirect(303, signInAddress({ ...record.end, profil: 'responsable' }));
  }
  const { pendingMail } = account;
  const { timeZone, clock } = tools;
  const terms = { language: tools.chooseLanguage(req, res), timeZone, now: clock.now() };
  tools.render(res, 'activation/mail-wait-page', {
    ...showFaults(fault === undefined ? [] : [fault]),
    pending: pendingMail === undefined ? undefined : describe(pendingMail, terms),
    sent: fault === undefined && req.query['fait'] === 'envoye',
    typed: fault === undefined ? '' : (formOf(req)[field] ?? ''),
    csrfToken: tools.csrf.token(req, res),
    self: path,
  });
}

function describe({ address, askedAt }: PendingMail, { now, ...style }: TimeStyle & { now: Date }) {
  const until = new Date(askedAt.getTime() + confirmationSeconds * 1000);
  return {
    address: maskRecipient('mail', address),
    expired: until <= now,
    until: writtenInstant(until, style),
  };
}

function termsOf({ chooseLanguage }: MailWaitPageTools, { req, res, journey }: StepExchange) {
  const by = { name: journey.account.id, role: 'person' } as const;
  return { by: req.ip === undefined ? by : { ...by, ip: req.ip }, language: chooseLanguage(req, res) };
}

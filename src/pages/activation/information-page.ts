import { Router } from 'express';
import type { FirstSignIn } from '../../accounts/first-sign-in.js';
import type { MailAddresses } from '../../accounts/mail-addresses.js';
import type { Account } from '../../accounts/ports.js';
import type { Clock } from '../../clock.js';
import type { SchoolStore } from '../../directory/ports.js';
import { GatewayError } from '../../errors.js';
import type { Logger } from '../../log.js';
import { readMailAddress } from '../../mail-address.js';
import type { Messages } from '../../messaging/ports.js';
import type { Csrf } from '../../web/csrf.js';
import type { ChooseLanguage } from '../../web/language.js';
import type { Metrics } from '../../web/metrics.js';
import type { Authenticator } from '../../web/passport.js';
import { formOf, readForm } from '../../web/read-form.js';
import type { Render } from '../../web/render.js';
import { goOn, type GoOnTools } from '../sign-in/go-on.js';
import { atStep, pageOfStep, type StepExchange, type StepTools } from './step-pages.js';

export interface InformationPageTools extends StepTools, GoOnTools {
  firstSignIn: FirstSignIn;
  render: Render;
  csrf: Csrf;
  clock: Clock;
  log: Pick<Logger, 'info'>;
  metrics: Pick<Metrics, 'countSignIn'>;
  chooseLanguage: ChooseLanguage;
  authenticator: Pick<Authenticator, 'signInTo'>;
  mailAddresses: Pick<MailAddresses, 'askAgain' | 'ownerFor'>;
  messaging: { messages: Pick<Messages, 'canSend'> };
  storage: { schools: Pick<SchoolStore, 'find'> };
}

const path = pageOfStep.information;

/** GET and POST: what the school declared, an e-mail address if the pupil has one to give, and the account is active (domain 6.5). */
export function informationPage(tools: InformationPageTools): Router {
  return Router()
    .get(
      path,
      atStep('information', tools, (exchange) => show(tools, exchange)),
    )
    .post(
      path,
      readForm,
      tools.csrf.check,
      atStep('information', tools, (exchange) => submit(tools, exchange)),
    );
}

async function submit(tools: InformationPageTools, exchange: StepExchange): Promise<void> {
  const { req, res, journey } = exchange;
  const { mail = '', sans } = formOf(req);
  const typed = sans === undefined ? mail.trim() : '';
  if (typed !== '' && readMailAddress(typed) === undefined) return show(tools, exchange, typed);
  const by = {
    name: journey.account.id,
    role: 'person',
    ...(req.ip === undefined ? {} : { ip: req.ip }),
  } as const;
  const address = tools.messaging.messages.canSend('mail') ? readMailAddress(typed) : undefined;
  const order = address === undefined ? { by } : { by, mail: address };
  const { account, activated } = await tools.firstSignIn.finish(journey, order);
  tools.journeyCookie.clear(res);
  const user = await tools.authenticator.signInTo(req, res, account);
  tools.metrics.countSignIn('success');
  if (activated && address !== undefined) await sendLink(tools, exchange, { account, by });
  await goOn({ req, res, place: journey.record.end, user }, tools);
}

/** The account is active already: a mail that cannot be sent now stops nobody, it can be asked for again. */
async function sendLink(
  { mailAddresses, chooseLanguage, log }: InformationPageTools,
  { req, res }: StepExchange,
  { account, by }: { account: Account; by: { name: string; role: 'person' } },
): Promise<void> {
  try {
    const language = chooseLanguage(req, res);
    await mailAddresses.askAgain(account.id, { by, language });
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    log.info({ id: res.locals['requestId'], code: error.code, detail: error.detail });
  }
}

async function show(
  tools: InformationPageTools,
  { req, res, journey }: StepExchange,
  wrongMail?: string,
): Promise<void> {
  const { person, mail } = journey.account;
  const places = person.schools.map(async ({ uai, className }) => ({
    className,
    school: (await tools.storage.schools.find(uai))?.name ?? uai,
  }));
  if (wrongMail !== undefined) res.status(400);
  tools.render(res, 'activation/information-page', {
    fullName: `${person.givenName} ${person.sn}`,
    places: await Promise.all(places),
    owner: tools.mailAddresses.ownerFor(journey.account),
    canSend: tools.messaging.messages.canSend('mail'),
    hasMail: mail !== undefined,
    mail: wrongMail ?? '',
    faults: wrongMail === undefined ? [] : [{ key: 'errors.mail_invalid', href: '#mail' }],
    csrfToken: tools.csrf.token(req, res),
    self: path,
  });
}

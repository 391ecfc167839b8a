import { Router, type Request, type Response } from 'express';
import type { MailAddresses } from '../../accounts/mail-addresses.js';
import type { Account, AccountRepository } from '../../accounts/ports.js';
import type { Clock } from '../../clock.js';
import type { ErrorCode } from '../../error-catalogue.js';
import { isGatewayError } from '../../errors.js';
import type { Csrf } from '../../web/csrf.js';
import type { ChooseLanguage } from '../../web/language.js';
import { formOf, readForm } from '../../web/read-form.js';
import type { Render } from '../../web/render.js';
import type { Sessions } from '../../web/session.js';
import { readPlace, type SignInPlace } from '../sign-in/sign-in-form.js';
import { ownMailPath } from './propose-own-mail.js';

export interface OwnMailPageTools {
  render: Render;
  csrf: Csrf;
  clock: Clock;
  sessions: Pick<Sessions, 'read'>;
  chooseLanguage: ChooseLanguage;
  storage: { accounts: Pick<AccountRepository, 'findById'> };
  mailAddresses: Pick<MailAddresses, 'ask' | 'ownerFor'>;
}

const onForm: readonly ErrorCode[] = ['mail_invalid', 'too_many_links', 'mail_off'];

/** GET and POST: at 15, an own address instead of the parent's, for who wants (domain 6). */
export function ownMailPage(tools: OwnMailPageTools): Router {
  return Router()
    .get(ownMailPath, async (req, res) => {
      const place = readPlace(req.query);
      if ((await pupilOf(tools, req)) === undefined) return leave(res, place);
      show(tools, { req, res, place });
    })
    .post(ownMailPath, readForm, tools.csrf.check, (req, res) => submit(tools, req, res));
}

async function submit(tools: OwnMailPageTools, req: Request, res: Response): Promise<void> {
  const form = formOf(req);
  const place = readPlace(form);
  const account = await pupilOf(tools, req);
  if (account === undefined || form.garder !== undefined) return leave(res, place);
  const by = { name: account.id, role: 'person', ...(req.ip === undefined ? {} : { ip: req.ip }) } as const;
  try {
    await tools.mailAddresses.ask(account.id, form.mail ?? '', {
      by,
      language: tools.chooseLanguage(req, res),
    });
  } catch (error) {
    if (!isGatewayError(error) || !onForm.includes(error.code)) throw error;
    res.status(error.entry.status);
    return show(
      tools,
      { req, res, place },
      { typed: form.mail ?? '', key: `errors.${error.entry.sentence}` },
    );
  }
  leave(res, place);
}

/** The pupil signed in, if of an age to have an own address. */
async function pupilOf(tools: OwnMailPageTools, req: Request): Promise<Account | undefined> {
  const signedIn = await tools.sessions.read(req);
  if (signedIn?.subject.kind !== 'pupil') return undefined;
  const account = await tools.storage.accounts.findById(signedIn.subject.accountId);
  return account !== undefined && tools.mailAddresses.ownerFor(account) === 'own' ? account : undefined;
}

function leave(res: Response, { suite, retour = '/' }: SignInPlace): void {
  res.redirect(303, suite === undefined ? retour : `/sso/continue?suite=${encodeURIComponent(suite)}`);
}

function show(
  tools: OwnMailPageTools,
  { req, res, place }: { req: Request; res: Response; place: SignInPlace },
  wrong?: { typed: string; key: string },
): void {
  const query = new URLSearchParams(Object.entries(place)).toString();
  tools.render(res, 'mail/own-mail-page', {
    place,
    mail: wrong?.typed ?? '',
    faults: wrong === undefined ? [] : [{ key: wrong.key, href: '#mail' }],
    csrfToken: tools.csrf.token(req, res),
    self: query === '' ? ownMailPath : `${ownMailPath}?${query}`,
  });
}

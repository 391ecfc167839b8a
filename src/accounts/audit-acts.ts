/** What is done to one account, whose owner reads it in words (`acts` of templates/locales) among the own data. */
export const accountActs = [
  'account.add',
  'account.notify',
  'account.void-letter',
  'account.activate',
  'account.await-mail',
  'account.set-password',
  'account.reset-password',
  'account.change-password',
  'account.end-sessions',
  'account.forget-failures',
  'account.lock',
  'account.unlock',
  'account.ask-mail',
  'account.confirm-mail',
  'account.cancel-mail',
  'account.refuse-mail',
  'account.link-franceconnect',
  'account.unlink-franceconnect',
  'account.report-child',
  'account.show-child',
  'account.absorb',
  'account.merge',
  'account.leave',
  'account.return',
  'account.delete',
  'activation.lock',
  'report.close',
] as const;
export type AccountAct = (typeof accountActs)[number];

/** What is done to no account in particular, and is read by operators. */
export type ServiceAct =
  | 'letters.make'
  | 'import.try'
  | 'import.apply'
  | 'import.applied'
  | 'operator.link'
  | 'operator.enter'
  | 'operator.end-sessions'
  | 'audit.purge';

import type { MergeTools } from '../../src/accounts/merge-accounts.js';

/** The tools of a process that dies at its `step`th call, before it has an effect or after. */
export function killedAt<T extends MergeTools>(step: number, after: boolean, tools: T): T {
  let calls = 0;
  const wrap = <U extends object>(tool: U): U =>
    new Proxy(tool, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function' || name === 'now')
          return typeof value === 'function' ? value.bind(target) : value;
        return async (...words: unknown[]): Promise<unknown> => {
          calls += 1;
          const dies = calls === step;
          if (calls > step || (dies && !after)) throw new Error('killed');
          const answer: unknown = await (value as (...all: unknown[]) => unknown).apply(target, words);
          if (dies) throw new Error('killed');
          return answer;
        };
      },
    });
  const { accounts, sessions, personKeys, audit, subjects, messages } = tools;
  return {
    ...tools,
    ...{
      accounts: wrap(accounts),
      sessions: wrap(sessions),
      personKeys: wrap(personKeys),
      audit: wrap(audit),
      subjects: wrap(subjects),
      messages: wrap(messages),
    },
  };
}

import { commands } from './commands/commands.js';
import { indexOptions } from './commands/indexes.js';
import { accumulators } from './aggregate/accumulators.js';
import { expressionOperators } from './aggregate/expression.js';
import { pipelineStages } from './aggregate/stages.js';
import { topLevelOperators } from './query/compile-filter.js';
import { fieldOperators } from './query/compile-operator.js';
import { pushModifiers } from './update/array-operators.js';
import { updateOperators } from './update/compile-update.js';

/** What stands before and after the table in README.md. */
const tableMarkers = {
  start: '<!-- prettier-ignore-start -->',
  end: '<!-- prettier-ignore-end -->',
} as const;

/** The table of all that the store supports, in Markdown, made from the code itself. */
function describeSupport(): string {
  const rows: [string, readonly string[]][] = [
    ['Filter operators', [...fieldOperators, ...topLevelOperators]],
    ['Update operators', Object.keys(updateOperators)],
    ['Modifiers of `$push`', pushModifiers],
    ['Aggregation stages', pipelineStages],
    ['Accumulators', Object.keys(accumulators)],
    ['Expression operators', expressionOperators],
    ['Index options', indexOptions],
  ];
  const commandRows = [...commands.values()].map(({ name, fields }): [string, readonly string[]] => [
    `Command \`${name}\``,
    fields,
  ]);
  const lines = [...rows, ...commandRows].map(
    ([what, names]) => `| ${what} | ${names.map((name) => `\`${name}\``).join(' ')} |`,
  );
  return ['| What | Supported |', '| --- | --- |', ...lines].join('\n');
}

/** The text of README.md with its table made new. */
export function withSupportTable(readme: string): string {
  const before = readme.slice(0, readme.indexOf(tableMarkers.start) + tableMarkers.start.length);
  return `${before}\n\n${describeSupport()}\n\n${readme.slice(readme.indexOf(tableMarkers.end))}`;
}

import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** Seconds of each scenario, after its warm-up. */
  seconds: number;
  warmUpSeconds: number;
  /** log2 of the bcrypt rounds of the gateway. */
  cost: number;
  /** Server to store on; absent: the embedded store. */
  mongodbUri?: string;
  /** The one section to run; absent: all. */
  only?: 'store' | 'import' | 'answers';
  /** Persons of the import. */
  persons: number;
  /** File of the JSON results. */
  output: string;
}

export const usage = `make bench [ARGS="..."]
  --quick              two seconds a scenario instead of six
  --cost N             bcrypt cost of the gateway, 4 to 15 (10)
  --mongodb-uri URI    store there, in databases of its own that are dropped afterwards
  --only SECTION       one section alone: store, import or answers
  --persons N          persons of the import (100000)
  --output FILE        JSON results (bench-results.json)`;

/** Reads the command line; undefined when help was asked for. @throws Error for an option it does not know. */
export function readOptions(words: string[]): BenchOptions | undefined {
  const { values } = parseArgs({
    args: words,
    options: {
      quick: { type: 'boolean', default: false },
      cost: { type: 'string', default: '10' },
      'mongodb-uri': { type: 'string' },
      only: { type: 'string' },
      persons: { type: 'string', default: '100000' },
      output: { type: 'string', default: 'bench-results.json' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const cost = Number(values.cost);
  if (!Number.isInteger(cost) || cost < 4 || cost > 15)
    throw new Error('--cost: a whole number from 4 to 15');
  const persons = Number(values.persons);
  if (!Number.isInteger(persons) || persons < 1000) throw new Error('--persons: a whole number from 1000');
  const { only } = values;
  if (only !== undefined && only !== 'store' && only !== 'import' && only !== 'answers')
    throw new Error('--only: store, import or answers');
  const uri = values['mongodb-uri'];
  return {
    seconds: values.quick ? 2 : 6,
    warmUpSeconds: values.quick ? 0.5 : 1.5,
    cost,
    persons,
    output: values.output,
    ...(only === undefined ? {} : { only }),
    ...(uri === undefined ? {} : { mongodbUri: uri }),
  };
}

import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** Seconds of each scenario, after its warm-up. */
  seconds: number;
  warmUpSeconds: number;
  /** log2 of the bcrypt rounds of the gateway. */
  cost: number;
  /** Server to store on; absent: the embedded store. */
  mongodbUri?: string;
  /** The section of the store, and nothing else. */
  storeAlone: boolean;
  /** File of the JSON results. */
  output: string;
}

export const usage = `make bench [ARGS="..."]
  --quick              two seconds a scenario instead of six
  --store              the store alone
  --cost N             bcrypt cost of the gateway, 4 to 15 (10)
  --mongodb-uri URI    store there, in databases of its own that are dropped afterwards
  --output FILE        JSON results (bench-results.json)`;

/** Reads the command line; undefined when help was asked for. @throws Error for an option it does not know. */
export function readOptions(words: string[]): BenchOptions | undefined {
  const { values } = parseArgs({
    args: words,
    options: {
      quick: { type: 'boolean', default: false },
      store: { type: 'boolean', default: false },
      cost: { type: 'string', default: '10' },
      'mongodb-uri': { type: 'string' },
      output: { type: 'string', default: 'bench-results.json' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const cost = Number(values.cost);
  if (!Number.isInteger(cost) || cost < 4 || cost > 15)
    throw new Error('--cost: a whole number from 4 to 15');
  const uri = values['mongodb-uri'];
  return {
    seconds: values.quick ? 2 : 6,
    warmUpSeconds: values.quick ? 0.5 : 1.5,
    cost,
    storeAlone: values.store,
    output: values.output,
    ...(uri === undefined ? {} : { mongodbUri: uri }),
  };
}

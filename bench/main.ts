import { writeFile } from 'node:fs/promises';
import { readOptions, usage } from './options.js';
import { runAnswerBench, runBench, runImportBench, runStoreBench } from './run-bench.js';

const sections = { all: runBench, store: runStoreBench, import: runImportBench, answers: runAnswerBench };

/** `make bench`: measures the built gateway on this machine (bench/README.md). */
async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) return console.log(usage);
  if (process.platform !== 'linux')
    throw new Error('The bench reads CPU and memory from /proc: run it on Linux.');
  const results = await sections[options.only ?? 'all'](options);
  await writeFile(options.output, `${JSON.stringify(results, undefined, 2)}\n`);
  console.log(`\nWritten: ${options.output}`);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureAnswers } from './answer-times.js';
import { lowestCost, measureFloor } from './floor.js';
import {
  aboveBcrypt,
  judgeAnswers,
  judgeImports,
  judgeStore,
  judgeTargets,
  lowestCostMark,
} from './judge-targets.js';
import { measureImport } from './import.js';
import { measureParts } from './measure-parts.js';
import type { BenchOptions } from './options.js';
import {
  answerHeader,
  answerLine,
  importHeader,
  importLine,
  machineLine,
  microHeader,
  microLine,
  reach,
  scenarioHeader,
  scenarioLines,
  summary,
} from './print-report.js';
import type {
  AnswerTime,
  BenchResults,
  ImportResult,
  MicroResult,
  ScenarioResult,
  StartResult,
  StoreResult,
} from './results.js';
import { runFlow, runRush, warmUp, type Bench } from './run-scenarios.js';
import { measureStart } from './measure-start.js';
import { measureStore } from './store/measure-store.js';
import { project, withGateway } from './with-gateway.js';

/** The whole bench, in the order that lets each figure be read beside its floor. Prints as it goes. */
export async function runBench(options: BenchOptions): Promise<BenchResults> {
  const loadAtStart = loadavg()[0] ?? 0;
  const folder = await mkdtemp(join(tmpdir(), 'gateway-bench-'));
  try {
    const { floor, parts } = await measureInProcess(options);
    const { start, scenarios } = await measureGateway(options, folder);
    const storage = await measureStore(folder, options.seconds / 3);
    const imports = await measureImports(options, folder);
    const answers = await measureForms(options, folder);
    const aboveBcryptMs = aboveBcrypt(scenarios, floor, options.cost);
    const results: BenchResults = {
      date: new Date().toISOString(),
      machine: describeMachine(loadAtStart),
      store: options.mongodbUri === undefined ? 'embedded' : 'mongodb',
      bcryptCost: options.cost,
      start,
      floor,
      parts,
      scenarios,
      storage,
      imports,
      answers,
      aboveBcryptMs,
      targets: [
        ...judgeTargets({ start, scenarios, aboveBcryptMs, storage }),
        ...judgeImports(imports),
        ...judgeAnswers(answers),
      ],
    };
    console.log(summary(results));
    return results;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The section of the store alone. */
export async function runStoreBench(options: BenchOptions): Promise<StoreResult> {
  const folder = await mkdtemp(join(tmpdir(), 'store-bench-'));
  try {
    const storage = await measureStore(folder, options.seconds / 3);
    console.log(reach(judgeStore(storage)));
    return storage;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The import alone: `--only import`. */
export async function runImportBench(
  options: BenchOptions,
): Promise<Pick<BenchResults, 'date' | 'machine' | 'store' | 'imports' | 'targets'>> {
  const loadAtStart = loadavg()[0] ?? 0;
  const folder = await mkdtemp(join(tmpdir(), 'gateway-bench-'));
  try {
    const imports = await measureImports(options, folder);
    const targets = judgeImports(imports);
    const machine = describeMachine(loadAtStart);
    const store = options.mongodbUri === undefined ? 'embedded' : 'mongodb';
    console.log(`\n${reach(targets)}\n\n${machineLine({ machine, store })}`);
    return { date: new Date().toISOString(), machine, store, imports, targets };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a stranger may time, alone: `--only answers`. */
export async function runAnswerBench(options: BenchOptions): Promise<AnswerTime[]> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-bench-'));
  try {
    const answers = await measureForms(options, folder);
    console.log(reach(judgeAnswers(answers)));
    return answers;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureForms({ cost }: BenchOptions, folder: string): Promise<AnswerTime[]> {
  console.log(`\n${answerHeader}`);
  const answers = await measureAnswers(join(folder, 'answers'), cost);
  answers.forEach((answer) => console.log(answerLine(answer)));
  return answers;
}

function measureImports(options: BenchOptions, folder: string): Promise<ImportResult[]> {
  console.log(`\n${importHeader}`);
  const plan = { ...options, project, folder: join(folder, 'import') };
  return measureImport(plan, (result) => console.log(importLine(result)));
}

async function measureInProcess(
  options: BenchOptions,
): Promise<{ floor: MicroResult[]; parts: MicroResult[] }> {
  console.log(microHeader);
  const seconds = options.seconds / 3;
  const floor = await measureFloor(options.cost, seconds);
  floor.forEach((result) => console.log(microLine(result)));
  const parts = await measureParts(Math.round(options.seconds * 500));
  parts.forEach((result) => console.log(microLine(result)));
  return { floor, parts };
}

async function measureGateway(
  options: BenchOptions,
  folder: string,
): Promise<{ start: StartResult; scenarios: ScenarioResult[] }> {
  console.log(`\n${scenarioHeader}`);
  const tell = (result: ScenarioResult): void => console.log(scenarioLines(result));
  const { start, scenarios } = await withGateway(
    { ...options, folder: join(folder, 'main') },
    async (place) => {
      const { start, setup } = await measureStart(place);
      const bench: Bench = { client: await place.loadClient(setup), pid: place.gateway.pid, options, tell };
      return { start, scenarios: await runAll(bench) };
    },
  );
  const lowest = { ...options, cost: lowestCost, folder: join(folder, 'lowest') };
  const cheap = await withGateway(lowest, async (place) => {
    await place.gateway.start();
    const client = await place.loadClient(await place.prepare(false));
    const tellMarked = (result: ScenarioResult): void => tell(marked(result));
    const bench: Bench = { client, pid: place.gateway.pid, options, tell: tellMarked };
    await warmUp(bench, 'sign-in');
    return runFlow(bench, 'sign-in');
  });
  return { start, scenarios: [...scenarios, ...cheap.map(marked)] };
}

async function runAll(bench: Bench): Promise<ScenarioResult[]> {
  await warmUp(bench, 'sso');
  return [
    ...(await runFlow(bench, 'sso')),
    ...(await runFlow(bench, 'sso-encrypted', [8])),
    ...(await runFlow(bench, 'sign-in')),
    ...(await runFlow(bench, 'sign-in-page')),
    ...(await runFlow(bench, 'metadata')),
    ...(await runRush(bench)),
  ];
}

function marked(result: ScenarioResult): ScenarioResult {
  return { ...result, name: `${result.name}${lowestCostMark}` };
}

function describeMachine(loadAtStart: number): BenchResults['machine'] {
  const cpu = cpus()[0]?.model.trim() ?? 'unknown';
  const loadAtEnd = loadavg()[0] ?? 0;
  return { cores: availableParallelism(), cpu, node: process.versions.node, loadAtStart, loadAtEnd };
}

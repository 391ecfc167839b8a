/** Something measured inside the bench's own process. */
export interface MicroResult {
  name: string;
  concurrency: number;
  perSecond: number;
  /** CPU of the whole process for each, all threads, milliseconds. */
  cpuMs: number;
  /** Wall time; absent where only CPU was asked for. */
  p50?: number;
  p95?: number;
  p99?: number;
}

/** Flows against the gateway. Times in milliseconds, as the load client saw them. */
export interface ScenarioResult {
  name: string;
  clients: number;
  flows: number;
  flowsPerSecond: number;
  /** CPU of the gateway, all its threads, for each flow; absent where two kinds of flow ran together. */
  cpuMs?: number;
  p50: number;
  p95: number;
  p99: number;
  longest: number;
  /** Resident memory of the gateway at the end, MB. */
  rssMb: number;
  errors: number;
  errorSamples: string[];
}

export interface StartResult {
  /** Milliseconds from spawn to the first 200 of /readyz, with an empty store and no key. */
  firstMs: number;
  /** The same with 1 000 accounts, three times. */
  withAccountsMs: number[];
  /** CPU used until then at the last start, all threads: what the start costs whatever else the machine does. */
  cpuMs: number;
  /** Resident memory in MB, five seconds after the last start. */
  freshRssMb: number;
  /** The same after a minute: within half of one, V8 has given back the room for new objects that the start took. */
  idleRssMb: number;
}

/** One operation on one store, at 32 clients. `cpuMs` is the driver's, in the bench's own process. */
export interface StoreRate extends MicroResult {
  store: string;
  /** CPU of the store's process for each, milliseconds; absent for a server that is not ours. */
  serverCpuMs?: number;
}

/** An embedded store of many accounts, alone in a process. */
export interface LargeStore {
  accounts: number;
  fillMs: number;
  /** Milliseconds from spawn until it answers, three times. */
  openMs: number[];
  /** The same, the process having been killed before: the whole data file is read. */
  openAfterKillMs: number;
  /** Resident memory in MB, three seconds after the last opening. */
  restRssMb: number;
  /** Two scans of everything at once, and the longest time that the event loop beside the store stood still meanwhile. */
  scanMs: number;
  stallMs: number;
}

export interface StoreResult {
  rates: StoreRate[];
  large: LargeStore;
}

/** One run of `gateway import`, from spawn to exit. */
export interface ImportResult {
  name: string;
  persons: number;
  personsPerSecond: number;
  seconds: number;
  /** All threads, the embedded store's among them. */
  cpuSeconds: number;
  /** Most resident memory, MB, file pages of the embedded store included. */
  peakRssMb: number;
}

/** Median time of a form's answers in milliseconds, about people who are known here and people who are not. */
export interface AnswerTime {
  name: string;
  answers: number;
  known: number;
  unknown: number;
  /** How far the medians of two halves of the unknown are apart, in percent: a smaller difference says nothing. */
  noise: number;
}

/** One line of the Reach of the issue. */
export interface Target {
  name: string;
  measured: number;
  limit: number;
  /** The limit is a least value; else it is the highest. */
  atLeast?: true;
  unit: string;
  met: boolean;
}

export interface BenchResults {
  date: string;
  machine: { cores: number; cpu: string; node: string; loadAtStart: number; loadAtEnd: number };
  store: 'embedded' | 'mongodb';
  bcryptCost: number;
  start: StartResult;
  floor: MicroResult[];
  parts: MicroResult[];
  scenarios: ScenarioResult[];
  storage: StoreResult;
  imports: ImportResult[];
  answers: AnswerTime[];
  /** Full sign-in: CPU above its bcrypt compare, by cost. */
  aboveBcryptMs: { cost: number; clients: number; cpuMs: number }[];
  targets: Target[];
}

import * as v from 'valibot';
import { endpointFault } from './endpoint-url.js';
import type { SpSwitches } from './service-provider.js';
import { OperatorError } from '../operator-error.js';
import { isUai } from '../uai.js';

/** What a portal gets when nothing is set (domain 12, own profile). */
export const defaultSwitches: SpSwitches = {
  enabled: true,
  legacy_sha1: false,
  accept_minimum: false,
  require_signed_requests: false,
  encrypt: 'auto',
  attribute_names: 'uri',
  single_affiliation: false,
  sign_response: true,
  sign_assertion: true,
  schools: [],
  profile_hints: {},
};

/** All that is wrong with a list of `SWITCH=VALUE`. */
export class SwitchError extends OperatorError {
  constructor(readonly faults: readonly string[]) {
    super(faults.join('\n'));
  }
}

const yes = new Set(['yes', 'true', 'on', '1']);
const no = new Set(['no', 'false', 'off', '0']);
const yesNo = v.pipe(
  v.string(),
  v.toLowerCase(),
  v.check((value) => yes.has(value) || no.has(value)),
  v.transform((value) => yes.has(value)),
);
const list = v.pipe(
  v.string(),
  v.transform((value) =>
    value
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  ),
);
const school = v.pipe(v.string(), v.toUpperCase(), v.check(isUai));
const hint = v.pipe(v.string(), v.regex(/^[^=]+=(pupil|guardian)$/));
const pairOf = (text: string): [string, 'pupil' | 'guardian'] => {
  const [classRef, profile] = text.split('=');
  return [classRef ?? '', profile === 'pupil' ? 'pupil' : 'guardian'];
};

/** Each switch: how its value is read, and the values as an operator would write them. */
const rules = {
  enabled: { rule: yesNo, values: 'yes or no' },
  legacy_sha1: { rule: yesNo, values: 'yes or no' },
  accept_minimum: { rule: yesNo, values: 'yes or no' },
  require_signed_requests: { rule: yesNo, values: 'yes or no' },
  encrypt: { rule: v.picklist(['auto', 'off']), values: 'auto or off' },
  attribute_names: { rule: v.picklist(['uri', 'basic']), values: 'uri or basic' },
  single_affiliation: { rule: yesNo, values: 'yes or no' },
  sign_response: { rule: yesNo, values: 'yes or no' },
  sign_assertion: { rule: yesNo, values: 'yes or no' },
  schools: {
    rule: v.pipe(list, v.array(school)),
    values: 'school codes (UAI) such as 9990001X,9990002Y; nothing: all schools',
  },
  profile_hints: {
    rule: v.pipe(
      list,
      v.array(hint),
      v.transform((pairs) => Object.fromEntries(pairs.map(pairOf))),
    ),
    values: 'CLASSREF=pupil,CLASSREF=guardian; nothing: none',
  },
  start_url: {
    rule: v.pipe(
      v.string(),
      v.check((value) => value === '' || endpointFault(value, '') === undefined),
    ),
    values: 'an https:// address; nothing: none',
  },
} satisfies Record<keyof SpSwitches, { rule: v.GenericSchema; values: string }>;

/** The switches there are and what each takes, one line each. */
export function describeSwitches(): string[] {
  return Object.entries(rules).map(([name, { values }]) => `${name}=… (${values})`);
}

/**
 * The switches after `settings` (each `SWITCH=VALUE`) were applied to `earlier`. The last of two settings of one switch
 * counts.
 * @throws SwitchError with every fault.
 */
export function parseSwitches(
  settings: readonly string[],
  earlier: SpSwitches = defaultSwitches,
): { switches: SpSwitches; warnings: string[] } {
  const faults: string[] = [];
  const changes = new Map<string, unknown>();
  for (const setting of settings) {
    const read = readSetting(setting);
    if (typeof read === 'string') faults.push(read);
    else changes.set(read.name, read.value);
  }
  const switches = { ...earlier, ...Object.fromEntries(changes) } as SpSwitches;
  if (!switches.start_url) delete switches.start_url;
  if (!switches.sign_response && !switches.sign_assertion) {
    faults.push('sign_response=no and sign_assertion=no: a portal could believe anybody; leave one at yes');
  }
  if (faults.length > 0) throw new SwitchError(faults);
  return { switches, warnings: warningsOf(switches) };
}

function readSetting(setting: string): { name: string; value: unknown } | string {
  const at = setting.indexOf('=');
  const name = (at < 0 ? setting : setting.slice(0, at)).trim();
  if (!Object.hasOwn(rules, name)) {
    return `no switch ${JSON.stringify(name)}; there are: ${Object.keys(rules).join(', ')}`;
  }
  const { rule, values } = rules[name as keyof typeof rules];
  if (at < 0) return `${name}: give a value, ${name}=… (${values})`;
  const given = setting.slice(at + 1).trim();
  const result = v.safeParse(rule, given);
  return result.success
    ? { name, value: result.output }
    : `${name}: ${JSON.stringify(given)} is not ${values}`;
}

function warningsOf(switches: SpSwitches): string[] {
  const warnings: string[] = [];
  if (switches.legacy_sha1) {
    warnings.push(
      'legacy_sha1: SHA-1 signatures can be forged with means of today; ask the portal to upgrade',
    );
  }
  if (switches.encrypt === 'off') {
    warnings.push('encrypt=off: assertions go through the browser readable');
  }
  return warnings;
}

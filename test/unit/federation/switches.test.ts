import {
  defaultSwitches,
  describeSwitches,
  parseSwitches,
  SwitchError,
} from '../../../src/federation/switches.js';
import { isUai } from '../../../src/uai.js';

function faultsOf(...settings: string[]): readonly string[] {
  try {
    parseSwitches(settings);
    return [];
  } catch (error) {
    if (error instanceof SwitchError) return error.faults;
    throw error;
  }
}

test('nothing set: the defaults, which sign both, encrypt and use no SHA-1', () => {
  const { switches, warnings } = parseSwitches([]);
  expect(switches).toEqual(defaultSwitches);
  expect(switches).toMatchObject({
    legacy_sha1: false,
    encrypt: 'auto',
    sign_response: true,
    sign_assertion: true,
  });
  expect(warnings).toEqual([]);
});

test('each switch is read; what was set earlier stays; the last of two counts', () => {
  const earlier = parseSwitches(['attribute_names=basic', 'start_url=https://ent.example.org/']).switches;
  const { switches } = parseSwitches(
    [
      'enabled=no',
      'enabled=yes',
      'require_signed_requests=on',
      'single_affiliation=TRUE',
      'schools=9990001X, 9990002y',
      'profile_hints=urn:eleve=pupil,urn:resp=guardian',
    ],
    earlier,
  );
  expect(switches).toEqual({
    ...defaultSwitches,
    require_signed_requests: true,
    attribute_names: 'basic',
    single_affiliation: true,
    schools: ['9990001X', '9990002Y'],
    profile_hints: { 'urn:eleve': 'pupil', 'urn:resp': 'guardian' },
    start_url: 'https://ent.example.org/',
  });
});

test('an empty value empties lists and addresses', () => {
  const earlier = parseSwitches([
    'schools=9990001X',
    'profile_hints=a=pupil',
    'start_url=https://a.example/',
  ]).switches;
  expect(parseSwitches(['schools=', 'profile_hints=', 'start_url='], earlier).switches).toEqual(
    defaultSwitches,
  );
});

test('legacy_sha1 and encrypt=off warn', () => {
  expect(parseSwitches(['legacy_sha1=yes']).warnings).toEqual([expect.stringContaining('SHA-1')]);
  expect(parseSwitches(['encrypt=off']).warnings).toEqual([expect.stringContaining('readable')]);
});

test.each([
  ['colour=red', /no switch "colour"; there are: enabled, legacy_sha1/],
  ['__proto__=x', /no switch "__proto__"/],
  ['legacy_sha1', /give a value, legacy_sha1=… \(yes or no\)/],
  ['legacy_sha1=perhaps', /"perhaps" is not yes or no/],
  ['encrypt=on', /"on" is not auto or off/],
  ['schools=9990001A', /is not school codes/],
  ['profile_hints=urn:a=teacher', /is not CLASSREF=pupil/],
  ['start_url=javascript:alert(1)', /is not an https/],
])('%s is refused', (setting, expected) => {
  expect(faultsOf(setting)).toEqual([expect.stringMatching(expected)]);
});

test('all faults at once, and no response without any signature', () => {
  expect(faultsOf('a=1', 'b=2', 'sign_response=no', 'sign_assertion=no')).toHaveLength(3);
});

test('every switch is described', () => {
  expect(describeSwitches().map((line) => line.split('=')[0])).toEqual([
    ...Object.keys(defaultSwitches),
    'start_url',
  ]);
});

test.each([
  ['9990001X', true],
  ['9990002Y', true],
  ['9990001Y', false],
  ['9990001x', false],
  ['999001X', false],
])('UAI %s: %s', (code, right) => {
  expect(isUai(code)).toBe(right);
});

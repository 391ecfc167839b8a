import { normaliseName } from './feed/normalise-name.js';

/** Academy codes (domain 3), by name. */
const codes: Readonly<Record<string, string>> = {
  paris: '1',
  'aix marseille': '2',
  besancon: '3',
  bordeaux: '4',
  caen: '5',
  'clermont ferrand': '6',
  dijon: '7',
  grenoble: '8',
  lille: '9',
  lyon: '10',
  montpellier: '11',
  'nancy metz': '12',
  poitiers: '13',
  rennes: '14',
  strasbourg: '15',
  toulouse: '16',
  nantes: '17',
  'orleans tours': '18',
  reims: '19',
  amiens: '20',
  rouen: '21',
  limoges: '22',
  nice: '23',
  creteil: '24',
  versailles: '25',
  'antilles guyane': '26',
  corse: '27',
  'la reunion': '28',
  reunion: '28',
  martinique: '31',
  guadeloupe: '32',
  guyane: '33',
  'nouvelle caledonie': '40',
  polynesie: '41',
  'wallis et futuna': '42',
  mayotte: '43',
  'st pierre et miquelon': '44',
  normandie: '70',
};

/** The code of an academy written as a code, with or without a leading 0, or by its name; undefined when it is neither. */
export function academyCode(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,3}$/.test(text)) return String(Number(text));
  return codes[normaliseName(text)];
}

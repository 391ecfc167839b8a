import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AafRequests, type AafRequest } from '../../../src/directory/aaf/aaf-requests.js';
import { readXml, type XmlHandler } from '../../../src/directory/intake/read-xml.js';
import { aafFile } from '../../support/feeds/aaf-records.js';
import { aafGuardian, aafPupil } from '../../support/feeds/small-aaf.js';

type Read = [unknown[], string];

/** The records, and what was said in the end. */
async function read(text: string, handler: XmlHandler<AafRequest>): Promise<Read> {
  const folder = await mkdtemp(join(tmpdir(), 'aaf-requests-'));
  const path = join(folder, 'feed.xml');
  await writeFile(path, text);
  const found: unknown[] = [];
  try {
    for await (const requests of readXml({ name: 'feed.xml', path, size: text.length }, handler)) {
      for (const { values, ...rest } of requests) found.push({ ...rest, values: [...values] });
    }
    return [found, ''];
  } catch (error) {
    return [found, String(error)];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The same reader, all of it through the parser. */
function throughParser(): XmlHandler<AafRequest> {
  const requests = new AafRequests();
  return {
    open: (...told) => requests.open(...told),
    text: (text) => requests.text(text),
    close: (name) => requests.close(name),
    take: () => requests.take(),
  };
}

const records = Array.from({ length: 120 }, (_, index) => aafPupil(`91${String(index).padStart(4, '0')}`));
const odd = (from: string, to: string): string => aafPupil('919999').replace(from, to);

test.each([
  ['as the academies write it', ''],
  ['with CRLF', aafPupil('919999').replaceAll('\n', '\r\n')],
  ['a comment that holds a record', `<!-- ${aafPupil('919998')} -->`],
  ['a comment in a record', odd('<attributes>', '<!-- x --><attributes>')],
  ['CDATA', odd('Exemple', '<![CDATA[Ex</value>emple]]>')],
  ['the five entities', odd('Exemple', 'L&apos;&amp;&lt;&gt;&quot;')],
  ['characters by number', odd('Exemple', 'No&#233;')],
  ['an empty value', odd('<value>Exemple</value>', '<value/>')],
  ['an attribute without value', odd('<value>Exemple</value>', '')],
  ['an instruction between records', '<?x y?>'],
  ['other attributes', odd('<attr name="sn">', "<attr  name='sn' x='y'>")],
  ['text between records', 'x'],
  ['an element not closed', odd('</attributes>', '')],
  ['an entity of nobody', odd('Exemple', '&boum;')],
  ['a control character', odd('Exemple', 'a\u0001b')],
  ['a bare &', odd('Exemple', 'a & b')],
  [']]>', odd('Exemple', 'a]]>b')],
  ['cut short', `${aafPupil('919999').slice(0, 200)}`],
])('what is read past the parser is what the parser reads: %s', async (_, piece) => {
  const text = aafFile(...records, piece, ...records, aafGuardian('920001'));
  const [found, fault] = await read(text, new AafRequests());
  const [expected, expectedFault] = await read(text, throughParser());
  expect(fault).toBe(expectedFault);
  expect(found.slice(0, expected.length)).toEqual(expected);
  if (fault === '') expect(found).toHaveLength(expected.length);
  expect(expected.length + fault.length).toBeGreaterThan(120);
});

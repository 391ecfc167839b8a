import { Readable } from 'node:stream';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import tar from 'tar-stream';
import { buffer } from 'node:stream/consumers';
import { openFeed } from '../../src/directory/open-feed.js';
import { collectSources } from '../../src/directory/intake/collect-sources.js';
import type { FeedItem } from '../../src/directory/feed/feed-item.js';
import { FeedError } from '../../src/directory/feed/feed-error.js';
import { aafFeed, aafName, aafPupil, link } from '../support/feeds/small-aaf.js';
import { siecleFiles } from '../support/feeds/small-siecle.js';

type Files = Readonly<Record<string, string | Buffer>>;

/** Everything that the readers make of the files. */
async function readFiles(files: Files): Promise<FeedItem[]> {
  const folder = await mkdtemp(join(tmpdir(), 'hostile-'));
  try {
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
    const feed = await openFeed(await collectSources([folder], folder), { known: [], today: '2026-09-15' });
    const items: FeedItem[] = [];
    for await (const batch of feed.items()) items.push(...batch);
    return items;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const good = aafFeed({
  pupils: [aafPupil('910001', { ENTElevePersRelEleve: [link('920001')] })],
  guardians: [],
});
const pupilsFile = good[aafName('Eleve')] ?? '';
const withPupils = (text: string | Buffer): Files => ({ ...good, [aafName('Eleve')]: text });
const doctype = '<!DOCTYPE ficAlimMENESR SYSTEM "ficAlimMENESR.dtd">';

async function tarOf(
  entries: { name: string; content?: string | Buffer; type?: 'file' | 'symlink' | 'link' }[],
): Promise<Buffer> {
  const pack = tar.pack();
  for (const { name, content = '', type = 'file' } of entries) {
    if (type === 'file') pack.entry({ name }, content);
    else pack.entry({ name, type, linkname: '/etc/passwd' });
  }
  pack.finalize();
  return gzipSync(await buffer(Readable.from(pack)));
}

describe('A hostile feed', () => {
  const laughs = `<!DOCTYPE f [<!ENTITY a "ha"><!ENTITY b "${'&a;'.repeat(100)}"><!ENTITY c "${'&b;'.repeat(100)}">]>`;

  it.each([
    [
      'entities that grow (billion laughs)',
      pupilsFile.replace(doctype, laughs).replace('Noé', '&c;'),
      /DOCTYPE declares/,
    ],
    [
      'an external entity (XXE)',
      pupilsFile
        .replace(doctype, '<!DOCTYPE f [<!ENTITY x SYSTEM "file:///etc/passwd">]>')
        .replace('Noé', '&x;'),
      /DOCTYPE declares/,
    ],
    ['an entity that nobody declared', pupilsFile.replace('Noé', '&nobody;'), /line 1\d: not XML/],
    [
      'a huge attribute',
      pupilsFile.replace('name="sn"', `name="${'x'.repeat(3_000_000)}"`),
      /longer than a mebibyte/,
    ],
    ['a huge value', pupilsFile.replace('Noé', 'x'.repeat(3_000_000)), /longer than a mebibyte/],
    [
      'a huge comment',
      pupilsFile.replace('<addRequest>', `<!--${'x'.repeat(3_000_000)}--><addRequest>`),
      /longer than a mebibyte/,
    ],
    ['elements without end', pupilsFile.replace('Noé', '<a>'.repeat(100)), /deeper than 32/],
    ['a file cut short', pupilsFile.slice(0, -40), /cut short/],
    [
      'octets that are not of the encoding',
      Buffer.from(pupilsFile, 'latin1'),
      /says that it is UTF-8 and is not/,
    ],
    ['an encoding that is not read', pupilsFile.replace('UTF-8', 'UTF-7'), /encoding utf-7 is not read/],
  ])('with %s is refused', async (_, text, message) => {
    await expect(readFiles(withPupils(text))).rejects.toThrow(message);
  });

  it('never has its DTD fetched', async () => {
    const items = await readFiles(
      withPupils(pupilsFile.replace('ficAlimMENESR.dtd', 'http://127.0.0.1:9/x.dtd')),
    );
    expect(items.filter(({ type }) => type === 'pupil')).toHaveLength(1);
  });

  it.each([
    ['leads out of the archive', [{ name: '../../outside.xml', content: 'x' }], /leads out/],
    ['has an absolute name', [{ name: '/tmp/outside.xml', content: 'x' }], /leads out/],
    ['grows beyond measure', [{ name: 'a.xml', content: Buffer.alloc(60_000_000) }], /200 times its size/],
    ['is a link', [{ name: 'a.xml', type: 'symlink' as const }], /no XML or CSV file/],
  ])('in an archive whose entry %s is refused', async (_, entries, message) => {
    await expect(readFiles({ 'feed.tgz': await tarOf(entries) })).rejects.toThrow(message);
  });

  it('in an archive that is cut short is refused', async () => {
    const whole = await tarOf(Object.entries(good).map(([name, content]) => ({ name, content })));
    expect(await readFiles({ 'feed.tgz': whole })).toHaveLength(2);
    await expect(readFiles({ 'feed.tgz': whole.subarray(0, whole.length / 2) })).rejects.toThrow(
      /not a readable archive/,
    );
  });

  it('cut, doubled or with any octets in its place gives items or a FeedError, in bounded time', async () => {
    const files = [
      [aafName('Eleve'), pupilsFile],
      ['ElevesSansAdresses.xml', siecleFiles()['ElevesSansAdresses.xml'] ?? ''],
      ['people.csv', 'kind;id;sn;given-name;uai\npupil;1;"A";B;9990001X\n'],
    ] as const;
    const change = fc.record({
      file: fc.constantFrom(...files),
      at: fc.nat(1_200),
      cut: fc.nat(40),
      octets: fc.uint8Array({ maxLength: 30 }),
    });
    await fc.assert(
      fc.asyncProperty(change, async ({ file: [name, text], at, cut, octets }) => {
        const whole = Buffer.from(text);
        const changed = Buffer.concat([whole.subarray(0, at), octets, whole.subarray(at + cut)]);
        const others = name.startsWith('Eleves')
          ? { ...siecleFiles(), [name]: changed }
          : { [name]: changed };
        const outcome = await readFiles(others).catch((error: unknown) => error);
        expect(outcome instanceof FeedError || Array.isArray(outcome)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const root = resolve('src');
const innerFolders = ['saml', 'franceconnect', 'accounts', 'directory', 'federation', 'documents'];
/** The one folder that may import each package (architecture: where each package goes). */
const homes: Record<string, RegExp> = {
  express: /^(app\.ts|pages\/|web\/|demo\/)/,
  'express-session': /^demo\//,
  '@fastify/busboy': /^web\/receive-files\.ts/,
  passport: /^(web\/passport\.ts|demo\/)/,
  'passport-local': /^web\/passport\.ts/,
  '@node-saml/passport-saml': /^(web\/passport\.ts|demo\/)/,
  samlify: /^(demo\/|saml\/(urns|samlify-urn\.d)\.ts)/,
  mongoose: /^storage\//,
  mongodb: /^storage\//,
  lmdb: /^storage\/embedded\//,
  bcrypt: /^accounts\/(password|bcrypt-threads?)\.ts/,
  handlebars: /^(web|demo|messaging)\//,
  nodemailer: /^messaging\//,
  'libphonenumber-js': /^phone-number\.ts/,
  'xml-crypto': /^saml\//,
  'libxml2-wasm': /^(saml|federation)\//,
  pdfkit: /^documents\//,
  qrcode: /^documents\//,
  pino: /^log\.ts/,
  'prom-client': /^web\/(message-)?metrics\.ts/,
  'openid-client': /^franceconnect\//,
  jose: /^(franceconnect|demo\/franceconnect)\//,
  'oidc-provider': /^demo\/franceconnect\//,
  commander: /^(cli\.ts|cli\/|demo\/)/,
};

interface Import {
  from: string;
  to: string;
  ours: boolean;
  typeOnly: boolean;
}

const files = (readdirSync(root, { recursive: true }) as string[]).filter((file) => file.endsWith('.ts'));
const imports = files.flatMap(importsOf);

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const statement = /(import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|import\('([^']+)'\)/g;
  return [...text.matchAll(statement)].map((found) => {
    const name = found[3] ?? found[4] ?? '';
    const ours = name.startsWith('.');
    const to = ours ? relative(root, resolve(root, dirname(file), name)) : name;
    return { from: file, to, ours, typeOnly: found[2] !== undefined };
  });
}

const folderOf = (file: string): string => file.split('/')[0] ?? '';

test('the sources were found', () => {
  expect(files.length).toBeGreaterThan(50);
  expect(imports.length).toBeGreaterThan(200);
});

test('an inner folder imports another only through the types of its ports.ts', () => {
  const crossings = imports.filter((one) => {
    const [from, to] = [folderOf(one.from), folderOf(one.to)];
    if (!one.ours || !innerFolders.includes(from) || from === to || !one.to.includes('/')) return false;
    return !([...innerFolders, 'messaging'].includes(to) && one.to === `${to}/ports.js`);
  });
  expect(crossings).toEqual([]);
});

test('an inner folder never reaches outwards, but for the types of messaging/ports.ts', () => {
  const outer = ['web', 'pages', 'storage', 'messaging', 'demo', 'cli'];
  const outwards = imports.filter(
    (one) =>
      innerFolders.includes(folderOf(one.from)) &&
      outer.includes(folderOf(one.to)) &&
      !(one.typeOnly && one.to === 'messaging/ports.js'),
  );
  expect(outwards).toEqual([]);
});

test('storage knows ports and types of other folders, never their rules', () => {
  const reaching = imports.filter((one) => {
    const to = folderOf(one.to);
    const foreign = one.ours && folderOf(one.from) === 'storage' && to !== 'storage' && one.to.includes('/');
    return (
      foreign &&
      !one.typeOnly &&
      !/\/(ports|types)\.js$/.test(one.to) &&
      !/^(accounts|directory)\//.test(one.to)
    );
  });
  expect(reaching).toEqual([]);
});

test('nothing imports the pages but app.ts, nor the demo but itself', () => {
  const wrong = imports.filter((one) => {
    const [from, to] = [folderOf(one.from), folderOf(one.to)];
    return (
      (to === 'pages' && from !== 'pages' && one.from !== 'app.ts') || (to === 'demo' && from !== 'demo')
    );
  });
  expect(wrong).toEqual([]);
});

test.each(Object.entries(homes))('%s is imported at its place only', (name, home) => {
  const strays = imports.filter(
    (one) => (one.to === name || one.to.startsWith(`${name}/`)) && !one.typeOnly && !home.test(one.from),
  );
  expect(strays).toEqual([]);
});

test('of samlify, which believes wrapped signatures, the gateway itself takes constants only', () => {
  const taken = imports.filter((one) => one.to.startsWith('samlify') && folderOf(one.from) !== 'demo');
  const others = taken.filter(({ to }) => !/^samlify\/(build|types)\/src\/urn\.js$/.test(to));
  expect([taken.length, others]).toEqual([2, []]);
});

test('no import cycle between files; in an inner folder not even one of types', () => {
  const graph = new Map<string, string[]>();
  for (const one of imports.filter(
    (edge) => edge.ours && (!edge.typeOnly || innerFolders.includes(folderOf(edge.from))),
  )) {
    graph.set(one.from, [...(graph.get(one.from) ?? []), one.to.replace(/\.js$/, '.ts')]);
  }
  const done = new Set<string>();
  const walk = (file: string, path: string[]): void => {
    if (path.includes(file)) throw new Error(`cycle: ${[...path, file].join(' -> ')}`);
    if (done.has(file)) return;
    for (const next of graph.get(file) ?? []) walk(next, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) walk(file, []);
});

test('names: kebab-case, no utils, helpers, services suffix or barrel', () => {
  const odd = files.filter((file) => !/^([a-z0-9-]+\/)*[a-z0-9-]+(\.d)?\.ts$/.test(file));
  const vague = files.filter((file) => /(^|\/)(utils?|helpers?|common|index)\.ts$|\.service\.ts$/.test(file));
  expect([...odd, ...vague]).toEqual([]);
});

test('config.ts alone reads the environment', () => {
  const readers = files.filter((file) => /process\.env/.test(readFileSync(join(root, file), 'utf8')));
  expect(readers).toEqual(['config.ts']);
});

test('whose time people read is a setting: no source names a time zone but that one and the demo', () => {
  const naming = files.filter((file) =>
    /['"](?:Europe|America|Indian|Pacific)\/\w+['"]/.test(readFileSync(join(root, file), 'utf8')),
  );
  expect(naming.filter((file) => folderOf(file) !== 'demo')).toEqual(['settings/lifecycle-settings.ts']);
});

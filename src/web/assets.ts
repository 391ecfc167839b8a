import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { Router } from 'express';
import { GatewayError } from '../errors.js';
import { templatesFolder } from './templates-folder.js';

/** The public files: pages link to them by `urls`, whose paths change with their content. */
export interface Assets {
  urls: Readonly<Record<AssetName, string>>;
  routes: Router;
}

const pico = createRequire(import.meta.url).resolve('@picocss/pico/css/pico.min.css');
const css = 'text/css; charset=utf-8';

const sources = {
  'pico.css': { file: pico, type: css },
  'theme.css': { file: new URL('assets/theme.css', templatesFolder), type: css },
  'icon.svg': { file: new URL('assets/icon.svg', templatesFolder), type: 'image/svg+xml' },
  'reveal-password.js': {
    file: new URL('assets/reveal-password.js', templatesFolder),
    type: 'text/javascript; charset=utf-8',
  },
  'choose-password.js': {
    file: new URL('assets/choose-password.js', templatesFolder),
    type: 'text/javascript; charset=utf-8',
  },
} as const;

export type AssetName = keyof typeof sources;

/** Reads and compresses the public files once (about 90 kB, 14 kB compressed): a telephone fetches them once a version. */
export function loadAssets(): Assets {
  const files = Object.entries(sources).map(([name, { file, type }]) => {
    const body = readFileSync(file);
    return { name, type, body, zipped: gzipSync(body, { level: 9 }) };
  });
  const version = files.reduce((hash, file) => hash.update(file.body), createHash('sha256'));
  const folder = `/assets/${version.digest('hex').slice(0, 16)}`;
  const byUrl = new Map(files.map((file) => [`${folder}/${file.name}`, file]));
  const routes = Router().get('/assets/:version/:name', (req, res) => {
    const file = byUrl.get(req.path);
    if (file === undefined) throw new GatewayError('not_found');
    const zip = req.acceptsEncodings('gzip') !== false;
    if (zip) res.setHeader('Content-Encoding', 'gzip');
    res.setHeader('Vary', 'Accept-Encoding');
    res.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
    res.setHeader('Content-Type', file.type);
    res.end(zip ? file.zipped : file.body);
  });
  const urls = Object.fromEntries(files.map((file) => [file.name, `${folder}/${file.name}`]));
  return { urls: urls as Record<AssetName, string>, routes };
}

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type Express } from 'express';
import Handlebars from 'handlebars';
import helmet from 'helmet';

const folder = new URL('../../templates/demo/', import.meta.url);
const picoFolder = dirname(createRequire(import.meta.url).resolve('@picocss/pico/css/pico.min.css'));

const handlebars = Handlebars.create();
const readView = (name: string): string => readFileSync(new URL(`${name}.hbs`, folder), 'utf8');
for (const partial of ['layout', 'documents']) handlebars.registerPartial(partial, readView(partial));
const compiled = new Map<string, Handlebars.TemplateDelegate>();

/** The page `templates/demo/<name>.hbs` with `data` in it, every value escaped. */
export function renderView(name: string, data: object): string {
  let template = compiled.get(name);
  if (template === undefined) {
    template = handlebars.compile(readView(name), { strict: false });
    compiled.set(name, template);
  }
  return template(data);
}

/** An Express application with the headers and the style sheets of every demo page; it runs no script. */
export function createDemoApp(): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          styleSrc: ["'self'"],
          imgSrc: ["'self'", 'data:'],
          formAction: ["'self'"],
          baseUri: ["'none'"],
          frameAncestors: ["'none'"],
        },
      },
      strictTransportSecurity: false,
    }),
  );
  app.use('/style', express.static(picoFolder, { index: false }));
  app.get('/style/demo.css', (_request, response) => {
    response.sendFile(fileURLToPath(new URL('demo.css', folder)));
  });
  return app;
}

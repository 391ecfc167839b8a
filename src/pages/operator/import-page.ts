import { Router, type Request, type Response } from 'express';
import { academyCode } from '../../directory/academies.js';
import type { Upload, UploadOptions } from '../../directory/upload/upload.js';
import type { IncomingUpload, Uploads } from '../../directory/upload/uploads.js';
import type { Clock } from '../../clock.js';
import { completeLanguages } from '../../languages.js';
import { isUai } from '../../uai.js';
import { liftDeadline } from '../../web/body-deadline.js';
import type { Csrf } from '../../web/csrf.js';
import type { ChooseLanguage } from '../../web/language.js';
import type { Form } from '../../web/read-form.js';
import { FilesRefused, receiveFiles, type FileLimits } from '../../web/receive-files.js';
import type { Render } from '../../web/render.js';
import { faultAt, showFaults, type FormFault } from '../account/form-faults.js';
import { showUpload } from './describe-upload.js';
import { operatorOf, type Exchange } from './operator-entered.js';

export interface ImportPageTools {
  render: Render;
  csrf: Csrf;
  clock: Clock;
  chooseLanguage: ChooseLanguage;
  uploads: Pick<Uploads, 'begin' | 'list'>;
  fileLimits: FileLimits;
}

const path = '/operateur/import';

/** The form by which an operator gives the files of an export, and the uploads of the session. */
export function importPage(tools: ImportPageTools): Router {
  const routes = Router();
  routes.get(path, (req, res) => show(tools, { req, res }));
  routes.post(path, (req, res) => submit(tools, { req, res }));
  return routes;
}

/** The form fields are wrong: nothing was kept of the files. */
class FieldsRefused extends Error {
  constructor(
    readonly faults: readonly FormFault[],
    readonly typed: Form,
  ) {
    super('fields refused');
  }
}

async function submit(tools: ImportPageTools, { req, res }: Exchange): Promise<void> {
  let incoming: IncomingUpload | undefined;
  try {
    const files = await receiveFiles(req, tools.fileLimits, async (fields) => {
      incoming = await begin(tools, req, fields);
      return incoming.folder;
    });
    if (incoming === undefined || files.length === 0)
      throw new FieldsRefused([faultAt('fichiers', 'operator.files-none')], {});
    const upload = await incoming.complete(files);
    res.redirect(303, `${path}/${upload.id}`);
  } catch (error) {
    await incoming?.abandon();
    const refused = asRefusal(error);
    if (refused === undefined) throw error;
    if (res.destroyed) return;
    res.status(400);
    await show(tools, { req, res }, refused);
  }
}

/** The first thing done with a form: is it ours, and what does it say? Only then the files are let in. */
async function begin(
  { csrf, uploads }: ImportPageTools,
  req: Request,
  fields: Form,
): Promise<IncomingUpload> {
  req.body = fields;
  csrf.verify(req);
  liftDeadline(req);
  const { options, faults } = readOptions(fields);
  if (faults.length > 0) throw new FieldsRefused(faults, fields);
  const incoming = await uploads.begin(operatorOf(req), options);
  if (incoming === undefined) throw new FieldsRefused([faultAt('fichiers', 'operator.uploads-many')], fields);
  return incoming;
}

const formats = ['aaf', 'siecle', 'onde', 'csv'] as const;

function readOptions({ format: given, ecole = '', academie = '' }: Form): {
  options: UploadOptions;
  faults: FormFault[];
} {
  const format = formats.find((one) => one === given);
  const school = ecole.trim().toUpperCase();
  const academy = academie.trim() === '' ? undefined : academyCode(academie.trim());
  const faults = [
    ...(school !== '' && !isUai(school) ? [faultAt('ecole', 'operator.school-wrong')] : []),
    ...(academie.trim() !== '' && academy === undefined
      ? [faultAt('academie', 'operator.academy-wrong')]
      : []),
  ];
  const options = {
    ...(format !== undefined && { format }),
    ...(school !== '' && { school }),
    ...(academy !== undefined && { academy }),
  };
  return { options, faults };
}

function asRefusal(error: unknown): FieldsRefused | undefined {
  if (error instanceof FieldsRefused) return error;
  if (!(error instanceof FilesRefused)) return undefined;
  return new FieldsRefused([faultAt('fichiers', `operator.files-${error.fault}`)], {});
}

async function show(
  { render, csrf, uploads, fileLimits, clock, chooseLanguage }: ImportPageTools,
  { req, res }: { req: Request; res: Response },
  { faults = [], typed = {} }: Partial<FieldsRefused> = {},
): Promise<void> {
  const operator = operatorOf(req);
  const language = chooseLanguage(req, res, completeLanguages);
  const kept: readonly Upload[] = await uploads.list(operator);
  render(res, 'operator/import-page', {
    ...showFaults(faults),
    typed,
    name: operator.name,
    formats: formats.map((format) => ({ format, chosen: typed['format'] === format })),
    megabytes: Math.floor(fileLimits.octets / 1_000_000),
    mostFiles: fileLimits.files,
    uploads: kept.map((upload) => showUpload(upload, clock.now(), language)),
    csrfToken: csrf.token(req, res),
    self: path,
  });
}

import { Router, type Request } from 'express';
import type { Clock } from '../../clock.js';
import type { ImportReport } from '../../directory/import/import-report.js';
import type { ImportRunStore } from '../../directory/ports.js';
import type { Upload } from '../../directory/upload/upload.js';
import type { Uploads } from '../../directory/upload/uploads.js';
import { GatewayError } from '../../errors.js';
import { completeLanguages } from '../../languages.js';
import type { Csrf } from '../../web/csrf.js';
import type { ChooseLanguage } from '../../web/language.js';
import { formOf, readForm } from '../../web/read-form.js';
import type { Render } from '../../web/render.js';
import { faultAt, showFaults, type FormFault } from '../account/form-faults.js';
import { writtenInstant } from '../../written-time.js';
import { readDepartures, showDepartures } from './departures.js';
import { showReport } from './describe-report.js';
import { showUpload } from './describe-upload.js';
import { operatorOf, type Exchange } from './operator-entered.js';

export interface UploadPageTools {
  render: Render;
  csrf: Csrf;
  chooseLanguage: ChooseLanguage;
  /** Of the times shown (TIME_ZONE). */
  timeZone: string;
  clock: Clock;
  uploads: Pick<Uploads, 'find' | 'tryAgain' | 'apply' | 'discard'>;
  importRuns: Pick<ImportRunStore, 'find'>;
}

const path = '/operateur/import/:id';
/** Seconds after which a page about work that runs loads itself anew, unless the person said no (RGAA 13.1). */
const refreshSeconds = 3;

/** One upload: how far its trial or import is, its report, and the button that imports it. */
export function uploadPage(tools: UploadPageTools): Router {
  const { uploads, csrf } = tools;
  const routes = Router();
  routes.get(path, async (req, res) => {
    const upload = await uploadOf(tools, req);
    await show(tools, { req, res }, { upload, report: await reportOf(tools, upload) });
  });
  routes.post(`${path}/appliquer`, readForm, csrf.check, async (req, res) => {
    const upload = await uploadOf(tools, req);
    const report = await reportOf(tools, upload);
    const { allowed, missing } = readDepartures(formOf(req), report?.stopped ?? []);
    if (missing.length > 0) {
      const faults = missing.map((field) => faultAt(field, 'operator.departures-unticked'));
      res.status(400);
      return show(tools, { req, res }, { upload, report, faults });
    }
    await uploads.apply(upload, allowed);
    res.redirect(303, addressOf(upload));
  });
  routes.post(`${path}/essayer`, readForm, csrf.check, async (req, res) => {
    const upload = await uploadOf(tools, req);
    await uploads.tryAgain(upload);
    res.redirect(303, addressOf(upload));
  });
  routes.post(`${path}/jeter`, readForm, csrf.check, async (req, res) => {
    const upload = await uploadOf(tools, req);
    const gone = await uploads.discard(upload);
    res.redirect(303, gone ? '/operateur/import' : addressOf(upload));
  });
  return routes;
}

/** @throws GatewayError `not_found`: also for an upload of another session. */
async function uploadOf({ uploads }: UploadPageTools, req: Request): Promise<Upload> {
  const upload = await uploads.find(String(req.params['id']), operatorOf(req));
  if (upload === undefined) throw new GatewayError('not_found', { detail: 'no such upload of this session' });
  return upload;
}

async function reportOf({ importRuns }: UploadPageTools, { run }: Upload): Promise<ImportReport | undefined> {
  const found = run === undefined ? undefined : await importRuns.find(run);
  return found?.report === undefined ? undefined : (JSON.parse(found.report) as ImportReport);
}

function addressOf({ id }: Upload): string {
  return `/operateur/import/${id}`;
}

interface Shown {
  upload: Upload;
  report: ImportReport | undefined;
  faults?: readonly FormFault[];
}

async function show(tools: UploadPageTools, { req, res }: Exchange, shown: Shown): Promise<void> {
  const { upload, report, faults = [] } = shown;
  const language = tools.chooseLanguage(req, res, completeLanguages);
  const view = showUpload(upload, tools.clock.now(), language);
  const follows = req.query['actualiser'] !== 'non';
  if (view.isRunning && follows) res.setHeader('Refresh', String(refreshSeconds));
  const canApply = view.isTried || view.mayApply;
  tools.render(res, 'operator/upload-page', {
    ...showFaults(faults),
    ...view,
    name: operatorOf(req).name,
    follows,
    canApply,
    until: writtenInstant(upload.expiresAt, { language, timeZone: tools.timeZone }),
    ...(report !== undefined && !view.isRunning && { report: showReport(report) }),
    ...(report !== undefined && canApply && { departures: showDepartures(report.stopped) }),
    csrfToken: tools.csrf.token(req, res),
    self: addressOf(upload),
  });
}

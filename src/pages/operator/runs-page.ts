import { Router, type Request, type Response } from 'express';
import type { ImportReport } from '../../directory/import/import-report.js';
import { spellReport } from '../../directory/import/spell-report.js';
import type { ImportRun, ImportRunStore } from '../../directory/ports.js';
import { GatewayError } from '../../errors.js';
import { completeLanguages } from '../../languages.js';
import type { Csrf } from '../../web/csrf.js';
import type { ChooseLanguage } from '../../web/language.js';
import type { Render } from '../../web/render.js';
import { writtenInstant, type TimeStyle } from '../../written-time.js';
import { nameStopped } from './departures.js';
import { showFault } from './describe-fault.js';
import { showReport } from './describe-report.js';
import { operatorOf } from './operator-entered.js';

export interface RunsPageTools {
  render: Render;
  csrf: Csrf;
  chooseLanguage: ChooseLanguage;
  /** Of the times shown (TIME_ZONE). */
  timeZone: string;
  importRuns: Pick<ImportRunStore, 'find' | 'latest'>;
}

const path = '/operateur/imports';
/** Runs listed. */
const listed = 50;

/** The imports and trials of the past, by command or by page, and the report of each. */
export function runsPage(tools: RunsPageTools): Router {
  const { render, csrf, chooseLanguage, timeZone, importRuns } = tools;
  const styleFor = (req: Request, res: Response): TimeStyle => ({
    ...{ language: chooseLanguage(req, res, completeLanguages), timeZone },
  });
  const routes = Router();
  routes.get(path, async (req, res) => {
    const style = styleFor(req, res);
    const runs = await importRuns.latest(listed);
    render(res, 'operator/runs-page', {
      name: operatorOf(req).name,
      runs: runs.map((run) => showRun(run, style)),
      csrfToken: csrf.token(req, res),
    });
  });
  routes.get(`${path}/:id`, async (req, res) => {
    const run = await runOf(tools, req);
    const report = run.report === undefined ? undefined : (JSON.parse(run.report) as ImportReport);
    render(res, 'operator/run-page', {
      name: operatorOf(req).name,
      ...showRun(run, styleFor(req, res)),
      ...(report !== undefined && { report: showReport(report), stopped: report.stopped.map(nameStopped) }),
      csrfToken: csrf.token(req, res),
    });
  });
  routes.get(`${path}/:id/rapport.json`, async (req, res) => {
    const { report } = await runOf(tools, req);
    if (report === undefined) throw new GatewayError('not_found', { detail: 'no report of this run' });
    res.setHeader('Content-Type', 'application/json; charset=utf-8');
    res.setHeader('Content-Disposition', `attachment; filename="import-${String(req.params['id'])}.json"`);
    res.setHeader('Cache-Control', 'no-store');
    res.end(JSON.stringify(spellReport(JSON.parse(report) as ImportReport)));
  });
  return routes;
}

/** @throws GatewayError `not_found`. */
async function runOf({ importRuns }: RunsPageTools, req: Request): Promise<ImportRun> {
  const id = String(req.params['id']);
  const run = /^[0-9a-f]{12}$/.test(id) ? await importRuns.find(id) : undefined;
  if (run === undefined) throw new GatewayError('not_found', { detail: 'no such import' });
  return run;
}

function showRun(
  { id, startedAt, endedAt, state, dryRun, by, sources, ...why }: ImportRun,
  style: TimeStyle,
) {
  const died = state === 'applying' && endedAt !== undefined;
  return {
    ...{ id, by, dryRun, sources, number: sources.length, first: sources[0] ?? '', stateWord: state },
    stateKey: `operator.run-${died ? 'broken' : state}`,
    at: writtenInstant(startedAt, style),
    ...showFault(why),
  };
}

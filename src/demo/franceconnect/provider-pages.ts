import { createHash } from 'node:crypto';
import type { Configuration } from 'oidc-provider';
import { renderView } from '../demo-views.js';

type LogoutSource = NonNullable<
  NonNullable<NonNullable<Configuration['features']>['rpInitiatedLogout']>['logoutSource']
>;
type RenderError = NonNullable<Configuration['renderError']>;

const submit = 'document.forms[0].submit();';
const submitHash = createHash('sha256').update(submit).digest('base64');

/** The page that closes the session: it posts itself, since who comes here has decided. */
export const logoutPage: LogoutSource = (ctx, form) => {
  ctx.set(
    'Content-Security-Policy',
    `default-src 'none'; style-src 'self'; script-src 'sha256-${submitHash}'`,
  );
  const withAnswer = form.replace('</form>', '<input type="hidden" name="logout" value="yes"></form>');
  ctx.body = renderView('franceconnect-logout', { form: withAnswer, submit });
};

/** What the provider refuses without sending anybody back. */
export const refusalPage: RenderError = (ctx, out) => {
  ctx.type = 'html';
  ctx.body = renderView('franceconnect-refusal', { error: out.error, description: out.error_description });
};

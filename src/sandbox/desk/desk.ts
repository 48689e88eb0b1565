import type { SandboxAnswer, SandboxHandler } from '../http/exchange.ts';
import type { SlackSandbox } from '../slack/index.ts';
import { failure } from './answers.ts';
import { ownPageOnly } from './own-page-only.ts';
import { loadPageFiles, type PageFiles } from './page-files.ts';
import { slackDeskRoutes } from './slack/routes.ts';
import type { ZendeskParts } from './zendesk/pane-state.ts';
import { zendeskDeskRoutes } from './zendesk/routes.ts';

/** Where people open it. */
export const DESK_PATH = '/agent/desk';

export interface DeskOptions extends ZendeskParts {
  readonly slack: SlackSandbox;
  /** Where `npm run build` put the page. */
  readonly filesFolder: string;
}

/**
 * The desk: a ticket in Zendesk with the app beside it, and Slack. Zendesk itself serves it, as the app may be framed by
 * pages of its own Zendesk alone; see `setPages`.
 */
export function createDesk({ slack, filesFolder, ...parts }: DeskOptions): SandboxHandler {
  const files = loadPageFiles(filesFolder);
  const zendeskSide = zendeskDeskRoutes(parts);
  const slackSide = slackDeskRoutes(slack);
  return ownPageOnly(
    () => parts.zendesk.url,
    (request) => {
      const { path, method } = request;
      if (path.startsWith('/desk/zendesk/')) return zendeskSide(request);
      if (path.startsWith('/desk/slack/')) return slackSide(request);
      if (method !== 'GET') return failure(405, 'There is nothing to be sent here.');
      if (path === DESK_PATH || /^\/agent\/tickets\/\d{1,16}$/.test(path)) return page(files, parts.appUrl);
      return files?.file(path) ?? failure(404, 'There is no such page.');
    },
  );
}

function page(files: PageFiles | null, appUrl: string | null): SandboxAnswer {
  if (files === null)
    return { status: 503, body: 'The desk was not built: run npm run build and start it again.\n' };
  const app = appUrl === null ? "'none'" : new URL(appUrl).origin;
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src ${app}; form-action ${app}; base-uri 'none'; frame-ancestors 'none'`,
      // Zendesk says where it is when it posts the token, and nothing more.
      'referrer-policy': 'strict-origin',
      'x-content-type-options': 'nosniff',
    },
    body: files.html,
  };
}

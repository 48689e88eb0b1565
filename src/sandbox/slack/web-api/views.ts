import { checkView } from '../block-kit/check-view.ts';
import { isRecord, type JsonRecord, textAt } from '../json.ts';
import { MAXIMUM_STACKED_VIEWS, type OpenView } from '../workspace/views.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Call, Method } from './call.ts';
import { Refusal, refusalWith } from './refusal.ts';
import { viewJson } from './shapes.ts';

/** Modals and the Home tab. None needs a scope, all but the Home tab need a trigger or a view that is open. */
export const VIEW_METHODS: Readonly<Record<string, Method>> = {
  'views.open': { scopes: [], tier: 4, run: open },
  'views.push': { scopes: [], tier: 4, run: push },
  'views.update': { scopes: [], tier: 4, run: update },
  'views.publish': { scopes: [], tier: 4, run: publish },
};

const MAXIMUM_VIEW_BYTES = 250_000;

function open(call: Call): JsonRecord {
  const view = readView(call, 'modal');
  const { user, root } = exchange(call);
  // A trigger pressed inside a modal opens nothing beside it: Slack says to push.
  if (root !== null && call.workspace.views.of(user).length > 0)
    throw refusalWith('invalid_arguments', ['a modal is open already: use views.push or views.update']);
  return answer(call, call.workspace.views.open(user, view));
}

function push(call: Call): JsonRecord {
  const { views } = call.workspace;
  const view = readView(call, 'modal');
  const { user, root } = exchange(call);
  const stack = views.of(user);
  if (root === null || stack[0]?.id !== root) throw new Refusal('invalid_trigger_id');
  if (stack.length >= MAXIMUM_STACKED_VIEWS) throw new Refusal('push_limit_reached');
  return answer(call, views.push(user, view));
}

function update(call: Call): JsonRecord {
  const { args, workspace } = call;
  const viewId = args.text('view_id');
  const externalId = args.text('external_id');
  if (viewId === null && externalId === null)
    throw refusalWith('invalid_arguments', ['missing required field: view_id']);
  const known =
    viewId === null ? workspace.views.byExternalId(externalId ?? '') : workspace.views.byId(viewId);
  if (known === null) throw new Refusal('not_found');
  const view = readView(call, known.view['type'] === 'home' ? 'home' : 'modal', known);
  checkHash(args.text('hash'), known);
  return answer(call, workspace.views.update(known, view));
}

function publish(call: Call): JsonRecord {
  const { args, workspace } = call;
  if (!workspace.manifest.homeTab) throw new Refusal('not_enabled');
  const user = workspace.people.users.get(args.required('user_id'));
  if (user === undefined || user.deleted) throw new Refusal('user_not_found');
  const view = readView(call, 'home');
  const known = workspace.views.home(user.id);
  if (known !== null) checkHash(args.text('hash'), known);
  return answer(call, workspace.views.publish(user.id, view));
}

function exchange({ workspace, args }: Call): { readonly user: string; readonly root: string | null } {
  const { state, user, root } = workspace.views.exchange(args.required('trigger_id'));
  if (state !== 'valid') throw new Refusal(state);
  return { user, root };
}

/** Refuses an update of a view that has changed since the app read it. */
function checkHash(hash: string | null, known: OpenView): void {
  if (hash !== null && hash !== '' && hash !== known.hash) throw new Refusal('hash_conflict');
}

function readView(call: Call, surface: 'modal' | 'home', replaced: OpenView | null = null): JsonRecord {
  const view = call.args.structure('view', 'invalid_arguments');
  return acceptView(call.workspace, view, surface, replaced);
}

/** The view, when Slack would take it. */
export function acceptView(
  workspace: Workspace,
  view: unknown,
  surface: 'modal' | 'home',
  replaced: OpenView | null,
): JsonRecord {
  const complaints = checkView(view, surface);
  if (!isRecord(view) || complaints.length > 0) throw refusalWith('invalid_arguments', complaints);
  if (Buffer.byteLength(JSON.stringify(view)) > MAXIMUM_VIEW_BYTES) throw new Refusal('view_too_large');
  const externalId = textAt(view, 'external_id');
  const owner = externalId === '' ? null : workspace.views.byExternalId(externalId);
  if (owner !== null && owner.id !== replaced?.id) throw new Refusal('duplicate_external_id');
  return view;
}

function answer({ workspace }: Call, view: OpenView): JsonRecord {
  return { view: viewJson(workspace, view) };
}

import { elementsOf } from '../block-kit/check-blocks.ts';
import { isRecord, type JsonRecord, recordAt, records, textAt } from '../json.ts';
import { Refusal } from '../web-api/refusal.ts';
import { viewJson } from '../web-api/shapes.ts';
import { acceptView } from '../web-api/views.ts';
import type { SlackUser } from '../workspace/people.ts';
import { MAXIMUM_STACKED_VIEWS, type OpenView } from '../workspace/views.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Answer, AppLink } from './app-link.ts';
import { type Delivery, delivery } from './delivery.ts';
import { initialState, isFilled, stateOf } from './element-state.ts';
import { interactionBase } from './payloads.ts';
import { Seen } from './seen.ts';
import type { Forgery } from './signed-request.ts';

export interface ViewSubmitted {
  readonly user: SlackUser;
  /** What is put in, by action id. */
  readonly values?: Readonly<Record<string, string | readonly string[]>>;
  readonly forge?: Forgery;
}

type Values = Readonly<Record<string, Readonly<Record<string, JsonRecord>>>>;

/** Modals filled in, sent and closed. */
export class Forms {
  private readonly workspace: Workspace;
  private readonly link: AppLink;
  /** What people have chosen so far, by view. */
  private readonly chosen = new Map<string, Map<string, JsonRecord>>();

  constructor(workspace: Workspace, link: AppLink) {
    this.workspace = workspace;
    this.link = link;
  }

  fill(view: OpenView, blockId: string, actionId: string, state: JsonRecord): void {
    const known = this.chosen.get(view.id) ?? new Map<string, JsonRecord>();
    this.chosen.set(view.id, known.set(`${blockId} ${actionId}`, state));
  }

  /** `state.values`: every input of the view with what it holds, and menus elsewhere that were used. */
  values(open: OpenView): Values {
    const values: Record<string, Record<string, JsonRecord>> = {};
    for (const block of records(open.view['blocks']))
      for (const element of elementsOf(block)) {
        const [blockId, actionId] = [textAt(block, 'block_id'), textAt(element, 'action_id')];
        const used = this.chosen.get(open.id)?.get(`${blockId} ${actionId}`);
        const state = used ?? (block['type'] === 'input' ? initialState(element) : null);
        if (state !== null) values[blockId] = { ...values[blockId], [actionId]: state };
      }
    return values;
  }

  /** Presses the submit button of the uppermost modal. Throws where Slack would not let it be pressed. */
  async submit({ user, values = {}, forge }: ViewSubmitted): Promise<Delivery> {
    const open = this.top(user);
    if (open.view['submit'] === undefined) throw new Error('The modal has no submit button.');
    for (const [actionId, value] of Object.entries(values)) this.put(open, actionId, value);
    this.mustBeComplete(open);
    const seen = new Seen(this.workspace, user, null);
    const answer = await this.link.interaction(
      {
        ...interactionBase(this.workspace, 'view_submission', user, forge?.team),
        trigger_id: this.workspace.views.trigger(user.id, open.root_view_id),
        view: viewJson(this.workspace, open, this.values(open)),
        response_urls: [],
      },
      forge,
    );
    return delivery(answer, seen, 'The modal', null, this.react(open, answer));
  }

  /** Presses the cross of the uppermost modal; the app hears of it if it asked to. */
  async close({
    user,
    forge,
  }: {
    readonly user: SlackUser;
    readonly forge?: Forgery;
  }): Promise<Delivery | null> {
    const open = this.top(user);
    const all = open.view['clear_on_close'] === true;
    this.workspace.views.close(user.id, all ? 'all' : 'top');
    if (open.view['notify_on_close'] !== true) return null;
    const seen = new Seen(this.workspace, user, null);
    const payload = {
      ...interactionBase(this.workspace, 'view_closed', user, forge?.team),
      view: viewJson(this.workspace, open, this.values(open)),
      is_cleared: all,
    };
    return delivery(await this.link.interaction(payload, forge), seen, 'The modal');
  }

  private top(user: SlackUser): OpenView {
    const open = this.workspace.views.of(user.id).at(-1);
    if (open === undefined) throw new Error(`${user.name} has no modal open.`);
    return open;
  }

  private put(open: OpenView, actionId: string, value: string | readonly string[]): void {
    const block = records(open.view['blocks']).find((one) =>
      elementsOf(one).some((element) => element['action_id'] === actionId),
    );
    const element =
      block === undefined ? null : elementsOf(block).find((one) => one['action_id'] === actionId);
    if (block === undefined || element === undefined || element === null)
      throw new Error(`The modal has no input ${actionId}.`);
    this.fill(open, textAt(block, 'block_id'), actionId, stateOf(element, value));
  }

  /** Slack itself asks for what is required and within the lengths. */
  private mustBeComplete(open: OpenView): void {
    const values = this.values(open);
    for (const block of records(open.view['blocks']).filter((one) => one['type'] === 'input')) {
      const element = recordAt(block, 'element');
      const label = textAt(recordAt(block, 'label'), 'text');
      const state = values[textAt(block, 'block_id')]?.[textAt(element, 'action_id')] ?? {};
      if (block['optional'] !== true && !isFilled(state)) throw new Error(`“${label}” must be filled in.`);
      const { length } = textAt(state, 'value');
      const { min_length: min, max_length: max } = element;
      if (typeof max === 'number' && length > max) throw new Error(`“${label}” takes ${max} characters.`);
      if (typeof min === 'number' && length > 0 && length < min)
        throw new Error(`“${label}” needs ${min} characters.`);
    }
  }

  /** Does what the app answered; what is wrong with the answer, or null. */
  private react(open: OpenView, answer: Answer): string | null {
    if (answer.outcome !== 'acknowledged') return null;
    const { views } = this.workspace;
    const { user } = open;
    const view = answer.json?.['view'];
    try {
      switch (answer.json?.['response_action']) {
        case undefined:
          views.close(user, 'top');
          return answer.body.trim() === '' ? null : 'unexpected_body';
        case 'clear':
          views.close(user, 'all');
          return null;
        case 'update':
          views.update(open, acceptView(this.workspace, view, 'modal', open));
          return null;
        case 'push':
          if (views.of(user).length >= MAXIMUM_STACKED_VIEWS) return 'push_limit_reached';
          views.push(user, acceptView(this.workspace, view, 'modal', null));
          return null;
        case 'errors':
          return this.showErrors(open, answer.json['errors']);
        default:
          return 'invalid_response_action';
      }
    } catch (error) {
      if (error instanceof Refusal) return error.error;
      throw error;
    }
  }

  private showErrors(open: OpenView, errors: unknown): string | null {
    const inputs = new Set(
      records(open.view['blocks'])
        .filter((block) => block['type'] === 'input')
        .map((block) => block['block_id']),
    );
    if (!isRecord(errors) || Object.keys(errors).length === 0) return 'invalid_errors';
    if (Object.keys(errors).some((blockId) => !inputs.has(blockId))) return 'unknown_block_id';
    this.workspace.views.setErrors(
      open,
      Object.fromEntries(Object.entries(errors).map(([blockId, text]) => [blockId, String(text)])),
    );
    return null;
  }
}

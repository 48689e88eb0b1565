import type { JsonRecord } from '../json.ts';
import type { ResponseUrls } from '../response-urls.ts';
import { viewJson } from '../web-api/shapes.ts';
import type { SlackMessage } from '../workspace/messages.ts';
import type { SlackChannel, SlackUser } from '../workspace/people.ts';
import type { OpenView } from '../workspace/views.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { AppLink } from './app-link.ts';
import { type Delivery, delivery } from './delivery.ts';
import { stateOf } from './element-state.ts';
import { type ElementWanted, type FoundElement, findElement } from './find-element.ts';
import type { Forms } from './forms.ts';
import { interactionBase, messagePlace } from './payloads.ts';
import { Seen } from './seen.ts';
import type { Forgery } from './signed-request.ts';

interface Place {
  readonly user: SlackUser;
  /** The message the element is on; else `view`. */
  readonly message?: SlackMessage;
  /** The open modal or Home tab the element is in. */
  readonly view?: OpenView;
  readonly forge?: Forgery;
}

export interface Clicked extends Place, ElementWanted {
  /** Another value than the button holds: what a crafted request would say. */
  readonly value?: string;
}

export interface Selected extends Place, ElementWanted {
  /** Values or words of options, ids of people and places, dates, text: what the element takes. */
  readonly choose: string | readonly string[];
}

/** Buttons pressed and menus used, in messages and in views. */
export class Clicks {
  private readonly workspace: Workspace;
  private readonly link: AppLink;
  private readonly urls: ResponseUrls;
  private readonly forms: Forms;

  constructor(workspace: Workspace, link: AppLink, urls: ResponseUrls, forms: Forms) {
    this.workspace = workspace;
    this.link = link;
    this.urls = urls;
    this.forms = forms;
  }

  async click(clicked: Clicked): Promise<Delivery> {
    const found = findElement(this.blocksOf(clicked), clicked);
    const { element, choice } = found;
    const shown = choice ?? element;
    const value = clicked.value ?? shown['value'];
    return this.act(clicked, found, {
      type: element['type'],
      text: shown['text'],
      ...(value === undefined ? {} : { value }),
      ...(element['icon'] === undefined ? {} : { icon: element['icon'] }),
      ...(element['style'] === undefined ? {} : { style: element['style'] }),
      ...(element['url'] === undefined ? {} : { url: element['url'] }),
    });
  }

  async select(selected: Selected): Promise<Delivery> {
    const found = findElement(this.blocksOf(selected), selected);
    const state = stateOf(found.element, selected.choose);
    const [blockId, actionId] = [String(found.block['block_id']), String(found.element['action_id'])];
    const { message, view } = selected;
    if (message !== undefined) this.workspace.messages.choose(message, blockId, actionId, state);
    if (view !== undefined) this.forms.fill(view, blockId, actionId, state);
    return this.act(selected, found, state);
  }

  private blocksOf({ user, message, view }: Place): unknown {
    if (!this.workspace.manifest.interactive)
      throw new Error('The manifest turns interactivity off: Slack would send no click.');
    if (view !== undefined) return view.view['blocks'];
    if (message === undefined) throw new Error('Say where: on which message, or in which view.');
    if (message.deleted) throw new Error('The message is deleted: nobody can click on it.');
    if (message.only_for !== null && message.only_for !== user.id)
      throw new Error(`${user.name} does not see this message: it is shown to somebody else only.`);
    if (!this.channelOf(message).members.has(user.id))
      throw new Error(`${user.name} is not in the channel of this message.`);
    return message.blocks;
  }

  private channelOf(message: SlackMessage): SlackChannel {
    return this.workspace.people.channel(message.channel);
  }

  private async act(place: Place, { block, element }: FoundElement, state: JsonRecord): Promise<Delivery> {
    const { user, message, view, forge } = place;
    const action = {
      action_id: element['action_id'],
      block_id: block['block_id'],
      ...state,
      action_ts: (this.workspace.clock.now() / 1000).toFixed(6),
    };
    const channel = message === undefined ? null : this.channelOf(message);
    const seen = new Seen(this.workspace, user, channel);
    const responseUrl =
      message === undefined || channel === null
        ? null
        : this.urls.issue({ kind: 'actions', user, channel, origin: message });
    const payload = {
      ...interactionBase(this.workspace, 'block_actions', user, forge?.team),
      trigger_id: this.workspace.views.trigger(user.id, view?.root_view_id ?? null),
      ...(message === undefined || channel === null
        ? {}
        : { ...messagePlace(this.workspace, message, channel), response_url: responseUrl }),
      ...(view === undefined ? {} : this.viewPlace(view)),
      actions: [action],
    };
    return delivery(await this.link.interaction(payload, forge), seen, 'The action', responseUrl);
  }

  private viewPlace(view: OpenView): JsonRecord {
    return {
      container: { type: 'view', view_id: view.id },
      view: viewJson(this.workspace, view, this.forms.values(view)),
    };
  }
}

import type { JsonRecord } from '../../slack/json.ts';

/** What the page is told of Slack: all that one person sees, with one of their channels. */
export interface SlackPaneState {
  /** Higher whenever anybody sees anything else than before. */
  readonly revision: number;
  readonly team: string;
  /** Of the workspace: its messages have addresses at `https://DOMAIN.slack.com`. */
  readonly domain: string;
  /** Whom this is seen as; their id. */
  readonly me: string;
  /** Everybody whose name may be shown, the app included. */
  readonly people: readonly PanePerson[];
  readonly groups: readonly { readonly id: string; readonly handle: string }[];
  /** The app's own user. */
  readonly app: string;
  /** Those this person is in; the direct messages with the app come last. */
  readonly channels: readonly PaneChannel[];
  /** Of the channel that was asked for, the newest ones, oldest first, replies included. */
  readonly messages: readonly PaneMessage[];
  /** The uppermost last. */
  readonly modals: readonly PaneView[];
  readonly home: PaneView | null;
  readonly commands: readonly { readonly command: string; readonly usage_hint: string }[];
  readonly shortcuts: readonly { readonly callback_id: string; readonly name: string }[];
}

export interface PanePerson {
  readonly id: string;
  /** As in a mention, without `@`. */
  readonly handle: string;
  readonly name: string;
  /** Names of the groups they are in. */
  readonly groups: readonly string[];
  /** IANA name of their time zone. */
  readonly tz: string;
  readonly locale: string;
  /** Whether somebody at the desk may act as them: people, not bots, and not who left. */
  readonly is_playable: boolean;
}

export interface PaneChannel {
  readonly id: string;
  /** Without `#`; of direct messages the app's name. */
  readonly name: string;
  readonly kind: 'public' | 'private' | 'im';
  /** `ts` of the newest message somebody else wrote and this person sees; null when there is none. */
  readonly latest_ts: string | null;
}

export interface PaneMessage {
  readonly channel: string;
  readonly ts: string;
  readonly thread_ts: string | null;
  /** A reply that is shown in the channel too. */
  readonly broadcast: boolean;
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly JsonRecord[];
  /** Nobody else sees it. */
  readonly is_ephemeral: boolean;
  /** The app changed it after it was posted. */
  readonly is_edited: boolean;
  /** What was chosen in its menus: block id, action id, state as Slack sends it. */
  readonly values: Readonly<Record<string, Readonly<Record<string, JsonRecord>>>>;
}

export interface PaneView {
  readonly id: string;
  /** Another one after each update. */
  readonly hash: string;
  /** The modal or Home tab as the app gave it. */
  readonly view: JsonRecord;
  /** What the app found wrong with what was sent, by block id. */
  readonly errors: Readonly<Record<string, string>>;
}

/** What became of an act. */
export interface ActOutcome {
  /** What Slack tells the person when the app could not be used; null when all went well. */
  readonly notice: string | null;
}

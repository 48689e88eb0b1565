import { type JsonRecord, recordAt, records, strings, textAt } from './json.ts';

/** What the sandbox reads of an app's manifest: what it may do and what it is told. */
export interface AppManifest {
  readonly name: string;
  readonly botName: string;
  readonly scopes: ReadonlySet<string>;
  readonly commands: ReadonlyMap<string, { readonly escape: boolean; readonly usageHint: string }>;
  /** Message shortcuts by callback id. */
  readonly messageShortcuts: ReadonlyMap<string, { readonly name: string }>;
  readonly botEvents: ReadonlySet<string>;
  readonly interactive: boolean;
  readonly homeTab: boolean;
  readonly socketMode: boolean;
}

export function readManifest(manifest: JsonRecord): AppManifest {
  const scopes = recordAt(manifest, 'oauth_config', 'scopes');
  const features = recordAt(manifest, 'features');
  const settings = recordAt(manifest, 'settings');
  return {
    name: textAt(recordAt(manifest, 'display_information'), 'name'),
    botName: textAt(recordAt(features, 'bot_user'), 'display_name') || 'bot',
    scopes: new Set([...strings(scopes['bot']), ...strings(scopes['bot_optional'])]),
    commands: new Map(
      records(features['slash_commands']).map((command) => [
        textAt(command, 'command'),
        { escape: command['should_escape'] === true, usageHint: textAt(command, 'usage_hint') },
      ]),
    ),
    messageShortcuts: new Map(
      records(features['shortcuts'])
        .filter((shortcut) => shortcut['type'] === 'message')
        .map((shortcut) => [textAt(shortcut, 'callback_id'), { name: textAt(shortcut, 'name') }]),
    ),
    botEvents: new Set(strings(recordAt(settings, 'event_subscriptions')['bot_events'])),
    interactive: recordAt(settings, 'interactivity')['is_enabled'] === true,
    homeTab: recordAt(features, 'app_home')['home_tab_enabled'] === true,
    socketMode: settings['socket_mode_enabled'] === true,
  };
}

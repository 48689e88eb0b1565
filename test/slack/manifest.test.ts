import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { describe, expect, test } from 'vitest';
import { CALLBACKS, COMMAND } from '../../src/slack/ids.ts';
import { SCOPES_BY_FEATURE, SCOPES_BY_METHOD, USED_SCOPES } from '../../src/slack/scopes.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const SCHEMAS = resolve(ROOT, '../shared/data/slack');

/** What these tests read of the manifest. */
interface Manifest {
  readonly display_information: { readonly name: string; readonly description: string };
  readonly features: {
    readonly app_home: { readonly home_tab_enabled: boolean };
    readonly shortcuts: readonly { readonly type: string; readonly callback_id: string }[];
    readonly slash_commands: readonly {
      readonly command: string;
      readonly url: string;
      readonly should_escape: boolean;
      readonly usage_hint: string;
    }[];
  };
  readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] } };
  readonly settings: {
    readonly event_subscriptions: { readonly request_url: string; readonly bot_events: readonly string[] };
    readonly interactivity: { readonly is_enabled: boolean; readonly request_url: string };
  };
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
const manifest = readJson(join(ROOT, 'manifest.json')) as Manifest;

/** Web API methods called in src/slack, on the client or on the one that posts: `client.users.info(…)` → `users.info`. */
function calledMethods(): string[] {
  const files = readdirSync(join(ROOT, 'src/slack'), { recursive: true, encoding: 'utf8' });
  const sources = files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(ROOT, 'src/slack', file), 'utf8'));
  const families = new Set(Object.keys(SCOPES_BY_METHOD).map((method) => method.split('.')[0]));
  for (const other of ['conversations', 'files', 'reactions', 'users', 'bots']) families.add(other);
  const call = new RegExp(`\\b(?:client|poster)\\.((?:${[...families].join('|')})(?:\\.[a-zA-Z]+)+)\\(`, 'g');
  return [
    ...new Set(sources.flatMap((source) => [...source.matchAll(call)].map(([, method = '']) => method))),
  ];
}

/** Slack's schema of all manifest versions, which refers to those of each version by their addresses. */
function manifestSchema(): ValidateFunction {
  // Slack's own notes (`_note`, `regex`) and formats are no keywords of JSON Schema.
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  for (const version of ['1.0.0', '2.0.0']) {
    const schema = readJson(join(SCHEMAS, `schemas_manifest.schema.${version}.json`));
    ajv.addSchema(
      schema as object,
      `https://raw.githubusercontent.com/slackapi/manifest-schema/v0.5.0/schemas/manifest.schema.${version}.json`,
    );
  }
  return ajv.compile(readJson(join(SCHEMAS, 'manifest.schema.json')) as object);
}

describe('manifest.json', () => {
  test('asks for exactly the scopes in use', () => {
    expect([...manifest.oauth_config.scopes.bot].sort()).toEqual(USED_SCOPES);
    expect(Object.keys(manifest.oauth_config.scopes)).toEqual(['bot']);
  });

  test('needs each of them for a Web API method that is called, or a way in', () => {
    const called = calledMethods();
    expect(called).toContain('chat.postMessage');
    const known: Readonly<Record<string, string | null>> = SCOPES_BY_METHOD;
    expect(called.filter((method) => !Object.hasOwn(known, method))).toEqual([]);
    const needed = [...called.map((method) => known[method]), ...Object.values(SCOPES_BY_FEATURE)];
    expect([...new Set(needed)].filter((scope) => scope != null).sort()).toEqual(USED_SCOPES);
  });

  test('names what the listeners wait for', () => {
    expect(manifest.features.slash_commands.map(({ command }) => command)).toEqual([COMMAND]);
    expect(manifest.features.shortcuts).toMatchObject([
      { type: 'message', callback_id: CALLBACKS.checkMessage },
    ]);
    expect(manifest.settings.event_subscriptions.bot_events).toEqual(['app_home_opened', 'app_mention']);
    expect(manifest.features.app_home.home_tab_enabled).toBe(true);
  });

  test('lets Slack escape mentions and links in the command text', () => {
    expect(manifest.features.slash_commands[0]).toMatchObject({ should_escape: true });
    expect(manifest.features.slash_commands[0]?.usage_hint).toContain('--private');
  });

  test('sends everything to the one route', () => {
    const urls = [
      manifest.features.slash_commands[0]?.url,
      manifest.settings.event_subscriptions.request_url,
      manifest.settings.interactivity.request_url,
    ];
    expect(new Set(urls)).toEqual(new Set(['https://billing-check.example.com/slack/events']));
    expect(manifest.settings.interactivity.is_enabled).toBe(true);
  });
});

describe.runIf(existsSync(SCHEMAS))("Slack's manifest schema", () => {
  const validate = existsSync(SCHEMAS) ? manifestSchema() : null;

  test('accepts the manifest', () => {
    expect(validate?.(manifest), JSON.stringify(validate?.errors, null, 1)).toBe(true);
  });

  test.each<[string, (faulty: Manifest) => unknown]>([
    [
      'a key it does not know',
      (faulty) => ({ ...faulty, settings: { ...faulty.settings, socket_mode: true } }),
    ],
    [
      'a long name',
      (faulty) => ({
        ...faulty,
        display_information: { ...faulty.display_information, name: 'n'.repeat(36) },
      }),
    ],
    [
      'a command without its slash',
      (faulty) => ({
        ...faulty,
        features: { ...faulty.features, slash_commands: [{ command: 'check', description: 'x' }] },
      }),
    ],
  ])('refuses %s', (_, change) => {
    expect(validate?.(change(manifest))).toBe(false);
  });
});

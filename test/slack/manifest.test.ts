import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { describe, expect, test } from 'vitest';
import { CALLBACKS, COMMAND } from '../../src/slack/ids.ts';
import { USED_SCOPES } from '../../src/slack/scopes.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const SCHEMAS = resolve(ROOT, '../shared/data/slack');

/** What these tests read of the manifest. */
interface Manifest {
  readonly display_information: { readonly name: string; readonly description: string };
  readonly features: {
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

  test('names what the listeners wait for', () => {
    expect(manifest.features.slash_commands.map(({ command }) => command)).toEqual([COMMAND]);
    expect(manifest.features.shortcuts).toMatchObject([
      { type: 'message', callback_id: CALLBACKS.checkMessage },
    ]);
    expect(manifest.settings.event_subscriptions.bot_events).toEqual(['app_mention']);
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

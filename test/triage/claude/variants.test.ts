import { afterAll, beforeAll, expect, test } from 'vitest';
import { VARIANTS } from '../../../src/check/wording-wish.ts';
import { tierOf } from '../../../src/triage/tier.ts';
import { type Desk, openDesk, REQUEST } from './desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.sandbox.close());

/** The facts of the newest request. */
function sent(): { readonly system: string; readonly facts: string } {
  const body = desk.bodies().at(-1);
  if (body === undefined) throw new Error('nothing was asked');
  return {
    system: body.system.map(({ text }) => text).join('\n'),
    facts: body.messages.map(({ content }) => content).join('\n'),
  };
}

test('a variant goes into what changes from ticket to ticket; what is cached stays the same', async () => {
  await desk.write({ ...REQUEST, wish: null });
  const usual = sent();
  expect(usual.facts).not.toContain('"asked_for"');
  for (const variant of VARIANTS) {
    const triage = await desk.write({ ...REQUEST, wish: { variant, language: null } });
    expect(triage.source).toBe('model');
    expect(sent().system).toBe(usual.system);
    expect(sent().facts).toMatch(new RegExp(`"asked_for": ?"A ${variant} reply`));
  }
});

test('one that the rules alone would word is Claude’s where another wording was asked for', () => {
  expect(tierOf(REQUEST).tier).toBe('rules');
  expect(tierOf({ ...REQUEST, wish: { variant: 'warmer', language: null } })).toEqual({
    tier: 'small',
    reason: 'a warmer reply was asked for',
  });
});

test('a language asked for is the one Claude is told, and held to', async () => {
  const triage = await desk.write({ ...REQUEST, wish: { variant: null, language: 'ja' } });
  expect(sent().facts).toMatch(/"language": ?"ja"/);
  expect(triage.language).toBe('ja');
});

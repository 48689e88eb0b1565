import { beforeAll, describe, expect, test } from 'vitest';
import type { AnalysisResult } from '../../../src/check/result.ts';
import { formatMoney } from '../../../src/money.ts';
import { buildWorld } from '../../../src/sandbox/stories/world.ts';
import { renderBlocksAsText } from '../../../src/slack/render-text.ts';
import { assertWithinLimits } from '../../../src/slack/views/check-limits.ts';
import type { SlackMessage } from '../../../src/slack/views/index.ts';
import { answer, storyResults, TICKET, triageMessage } from './story-messages.ts';

const world = buildWorld(1);
let results: ReadonlyMap<string, AnalysisResult>;

beforeAll(async () => {
  results = await storyResults(world);
});

function resultOf(key: string): AnalysisResult {
  const result = results.get(key);
  if (result === undefined) throw new Error(`no story ${key}`);
  return result;
}

const show = (message: SlackMessage): string => renderBlocksAsText(message, { width: 92, color: false });

const stories = world.stories.map(({ key }) => key);

describe('the ten stories in Slack', () => {
  test.each(stories)('%s reads well', async (key) => {
    const result = resultOf(key);
    const [folded, expanded] = [answer(result, false), answer(result, true)];
    const triage = triageMessage(result);
    for (const { blocks } of [folded, expanded, triage]) assertWithinLimits(blocks);
    await expect(
      page(key, [
        ['In notifications', folded.text],
        ['The answer', show(folded)],
        ['Show everything', show(expanded)],
        ['In the triage channel', show(triage)],
      ]),
    ).toMatchFileSnapshot(`../examples/${key}.md`);
  });

  test.each(stories)('%s shows what an agent needs', (key) => {
    const result = resultOf(key);
    const shown = words(show(answer(result, false)));
    const [finding] = result.findings;
    expect(shown).toContain(words(result.customer.matches?.[0]?.name ?? '?'));
    expect(shown).toContain(`Ticket #${TICKET.id}`);
    expect(shown).toContain(words(result.triage.draft_reply));
    expect(shown).toContain(finding?.title);
    if (finding?.amount != null) expect(shown).toContain(words(formatMoney(finding.amount)));
    for (const { result: value } of finding?.recomputation.slice(0, 4) ?? []) expect(shown).toContain(value);
    for (const { id } of finding?.evidence.slice(0, 4) ?? []) expect(shown).toContain(id);
    expect(shown).toContain('confirm who is asking');
    // The steps stand under the finding; the sentence that repeats them is left out.
    expect(shown).not.toContain('The arithmetic:');
  });

  test.each(stories)('%s unfolds to more, and links to test objects', (key) => {
    const result = resultOf(key);
    const everything = words(show(answer(result, true)));
    expect(everything).toContain(words(result.triage.likely_cause));
    expect(everything).toContain(result.findings[0]?.rule);
    const addresses = JSON.stringify(answer(result, true).blocks).match(/https:\/\/[^"]+/g) ?? [];
    expect(addresses.length).toBeGreaterThan(1);
    for (const address of addresses)
      expect(address === TICKET.url || address.startsWith('https://dashboard.stripe.com/test/')).toBe(true);
  });
});

function page(title: string, parts: readonly (readonly [string, string])[]): string {
  const sections = parts.map(([name, text]) => `## ${name}\n\n\`\`\`text\n${text}\n\`\`\`\n`);
  return `# ${title}\n\n${sections.join('\n')}`;
}

/** Text without its layout: frames, line breaks and the spaces of a wrapped line. */
function words(text: string): string {
  return text
    .replaceAll(/[│┌└─]/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

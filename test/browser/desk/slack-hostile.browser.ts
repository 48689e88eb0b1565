import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { HOSTILE_TEXTS } from '../../slack/views/hostile-results.ts';
import { SCREENSHOTS } from '../browser-setup.ts';
import { type OpenPane, type SlackPage, startSlackPage, violations } from './slack-page.ts';

let slackPage: SlackPage;
beforeAll(async () => {
  slackPage = await startSlackPage();
});
afterAll(() => slackPage.close());

async function opened(): Promise<OpenPane> {
  const pane = await slackPage.open();
  onTestFinished(() => pane.context.close());
  return pane;
}

/** What a text comes to on the page: as it stands, without what HTML itself makes no difference of. */
const seen = (text: string): string => text.replace(/[\s\0]+/g, ' ').trim();
const SHORT = HOSTILE_TEXTS.filter((text) => text.trim() !== '' && text.length < 1_000);

describe('texts that are an attack', () => {
  it.each(SHORT.map((text) => [JSON.stringify(text).slice(0, 50), text]))(
    'plain and rich text: %s',
    async (_, text) => {
      const { page, complaints } = await opened();
      await slackPage.post({
        text: 'hostile',
        blocks: [
          { type: 'header', text: { type: 'plain_text', text: text.slice(0, 150), emoji: false } },
          { type: 'section', text: { type: 'plain_text', text, emoji: false } },
          {
            type: 'rich_text',
            elements: [
              { type: 'rich_text_section', elements: [{ type: 'text', text, style: { bold: true } }] },
              { type: 'rich_text_preformatted', elements: [{ type: 'text', text }] },
            ],
          },
        ],
      });
      const message = page.getByRole('article').last();
      const paragraph = message.locator('.slack-section p');
      await expect.poll(async () => seen((await paragraph.textContent()) ?? '')).toBe(seen(text));
      expect(seen((await message.locator('pre').textContent()) ?? '')).toBe(seen(text));
      expect(
        await message.locator('img, script, iframe, a, button:not(.slack-icon), .slack-mention').count(),
      ).toBe(0);
      // What one text does to the direction of letters ends with it.
      const bidi = await paragraph.evaluate(
        (element) => element.ownerDocument.defaultView?.getComputedStyle(element).unicodeBidi,
      );
      expect(bidi).toBe('plaintext');
      expect(await violations(page)).toEqual([]);
      expect(complaints).toEqual([]);
    },
  );

  it('what people write is marked up, and nothing in it runs or leads where it should not', async () => {
    const { slack } = slackPage;
    const { maya, support } = slack.known;
    const { page, complaints } = await opened();
    const text = [
      '*bold* _it_ ~no~ `code` :tada: <script>alert(1)</script> @jonas #billing-triage jane@acme.com',
      '> said before',
      '- one',
      '- two & three',
      'https://example.com/?a=1&b=2 javascript:alert(1)',
      '<javascript:alert(1)|click> <https://evil.example/x|https://dashboard.stripe.com/>',
      '```<b>x</b>```',
    ].join('\n');
    await slack.write({ user: maya, channel: support, text });
    const message = page.getByRole('article').last();
    await message.getByText('alert(1)').first().waitFor();
    for (const [tag, shown] of [
      ['strong', 'bold'],
      ['em', 'it'],
      ['s', 'no'],
      ['code', 'code'],
      ['blockquote', 'said before'],
      ['pre', '<b>x</b>'],
    ] as const)
      expect(await message.locator(tag).allTextContents()).toContain(shown);
    expect(await message.getByRole('listitem').allTextContents()).toEqual(['one', 'two & three']);
    expect(await message.getByText('@Jonas Keller').count()).toBe(1);
    // Every link leads where its words say.
    const links = await message
      .getByRole('link')
      .evaluateAll((all) => all.map((one) => [one.textContent, one.getAttribute('href')]));
    expect(links).toEqual([
      ['jane@acme.com', 'mailto:jane@acme.com'],
      ['https://example.com/?a=1&b=2', 'https://example.com/?a=1&b=2'],
      ['https://evil.example/x', 'https://evil.example/x'],
      ['https://dashboard.stripe.com/', 'https://dashboard.stripe.com/'],
    ]);
    expect(await message.innerText()).toContain('<script>alert(1)</script>');
    await page.screenshot({ path: new URL('slack-hostile.png', SCREENSHOTS).pathname });
    await message.getByRole('button', { name: '#billing-triage' }).click();
    await page.getByRole('heading', { name: '#billing-triage' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('says what it cannot draw: nothing vanishes', async () => {
    const { page } = await opened();
    await slackPage.post({
      text: 'unknown',
      blocks: [
        { type: 'image', image_url: 'https://evil.example/pixel.png', alt_text: 'a picture' },
        {
          type: 'section',
          text: { type: 'mrkdwn', text: 'A <javascript:alert(1)|link> and <https://a.example|another>' },
          accessory: { type: 'datepicker', action_id: 'day' },
        },
        {
          type: 'rich_text',
          elements: [
            {
              type: 'rich_text_section',
              elements: [
                { type: 'link', url: 'https://a.example/?q=1', text: 'a link' },
                { type: 'color', value: '#ff0000' },
              ],
            },
          ],
        },
      ],
    });
    const message = page.getByRole('article').last();
    await message.getByText('A link and another').waitFor();
    expect(await message.locator('.slack-not-shown').allTextContents()).toEqual([
      'not shown: image',
      'not shown: datepicker',
      'not shown: color',
    ]);
    expect(
      await message.getByRole('link').evaluateAll((links) => links.map((one) => one.getAttribute('href'))),
    ).toEqual(['https://a.example', 'https://a.example/?q=1']);
    expect(await message.locator('img').count()).toBe(0);
  });
});

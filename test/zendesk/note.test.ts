import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  MAXIMUM_NOTE_HTML_BYTES,
  type NoteView,
  renderNote,
  renderNoteAsText,
} from '../../src/zendesk/note.ts';

const MARKER = '[bc:an_01JD2X]';
function view(change: Partial<NoteView> = {}): NoteView {
  return {
    marker: MARKER,
    verdict_line: 'Billing error: the customer was charged twice for invoice A-17; $49.00 is owed.',
    urgency: { level: 'high', reasons: ['The charge is 2 days old.', 'The customer mentions their bank.'] },
    customer: {
      name: 'Jane Doe',
      email: 'jane@acme.example',
      url: 'https://dashboard.stripe.com/customers/cus_A1',
    },
    summary: 'Two charges of $49.00 were made within 4 minutes for one invoice.',
    findings: [
      {
        title: 'Charged twice for the same thing',
        classification_label: 'billing error',
        amount: '$49.00',
        message: 'ch_1 and ch_2 both paid in_A17. Refund ch_2.',
        recomputation: ['paid: 49.00 + 49.00 = 98.00', 'due: 49.00'],
        evidence: [
          { label: 'ch_1', url: 'https://dashboard.stripe.com/payments/ch_1' },
          { label: 'policy: refunds', url: null },
        ],
        correction: 'Refund $49.00 on ch_2.',
      },
    ],
    likely_cause: 'A retry without an idempotency key.',
    next_checks: [{ what: 'Approve the refund of ch_2.', owner: 'finance' }],
    draft_reply: 'Hi Jane,\n\nyou are right: we charged you twice.\nWe are sorry.\n\nYour support team',
    draft_language: 'en',
    not_checked: ['Payments outside Stripe.'],
    written_by: 'Written by billing-check, without AI',
    ...change,
  };
}
const ALLOWED =
  /^<\/?(p|ul|li|b|br|code|blockquote)>$|^<a href="https:\/\/dashboard\.stripe\.com\/[^"]*">$|^<\/a>$/;
const tagsOf = (html: string) => html.match(/<[^>]*>/g) ?? [];

describe('the note', () => {
  test('says the verdict first, then what an agent needs, and ends with the marker', () => {
    const html = renderNote(view());
    expect(html.startsWith('<p><b>Billing error: the customer was charged twice')).toBe(true);
    expect(html.trimEnd().endsWith(`<code>${MARKER}</code></p>`)).toBe(true);
    const order = [
      'Urgency',
      'Customer',
      'Two charges',
      '1. Charged twice',
      'Evidence',
      'Proposed correction',
    ];
    const places = [...order, 'Likely cause', 'Next checks', 'Draft reply', 'Not checked'].map((text) =>
      html.indexOf(text),
    );
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
    expect(html).toContain('<a href="https://dashboard.stripe.com/payments/ch_1">ch_1</a>');
    expect(html).toContain(
      '<blockquote><p>Hi Jane,</p><p>you are right: we charged you twice.<br>We are sorry.</p><p>Your support team</p></blockquote>',
    );
    expect(Buffer.byteLength(html)).toBeLessThan(3000);
  });

  test('leaves out what is empty', () => {
    const html = renderNote(
      view({
        customer: null,
        findings: [],
        likely_cause: '',
        next_checks: [],
        draft_reply: ' ',
        not_checked: [],
      }),
    );
    for (const text of ['Customer', 'Likely cause', 'Next checks', 'Draft reply', 'Not checked', 'Evidence'])
      expect(html).not.toContain(text);
  });

  test('shows foreign text as text', () => {
    const hostile = '<script>alert(1)</script><img src=x onerror=1> {{ticket.requester.email}} {%if%} & "\'';
    const html = renderNote(view({ summary: hostile, draft_reply: hostile, verdict_line: hostile }));
    expect(html).not.toMatch(/<script|<img|\{\{|\{%/);
    expect(html).toContain('&lt;script&gt;');
    for (const tag of tagsOf(html)) expect(tag).toMatch(ALLOWED);
  });

  test('links to the Stripe dashboard and nowhere else', () => {
    const urls = [
      'javascript:alert(1)',
      'https://dashboard.stripe.com.evil.example/x',
      'https://user:pw@dashboard.stripe.com/x',
      'http://dashboard.stripe.com/x',
      'https://evil.example/https://dashboard.stripe.com/',
      'https://dashboard.stripe.com/"onclick="x',
      `https://dashboard.stripe.com/${'x'.repeat(300)}`,
      'not a url',
    ];
    const [finding] = view().findings;
    if (finding === undefined) throw new Error('The view has a finding.');
    const evidence = urls.map((url, index) => ({ label: `e${index}`, url }));
    const html = renderNote(view({ findings: [{ ...finding, evidence }], customer: null }));
    const links = html.match(/<a [^>]*>/g) ?? [];
    expect(links).toEqual(['<a href="https://dashboard.stripe.com/%22onclick=%22x">']);
    for (let index = 0; index < urls.length; index += 1) expect(html).toContain(`e${index}`);
  });

  test('removes what hides or reorders text', () => {
    const hidden = 'a\u202Eb\u200Bc\u0007d\u001B[31me\uFEFFf\u{E0041}g\uD800h';
    const html = renderNote(view({ summary: hidden }));
    expect(html).toContain('<p>abcd[31mefgh</p>');
    const text = renderNoteAsText(view({ summary: hidden }));
    expect(text).toContain('abcd[31mefgh');
  });

  test('never grows beyond what Zendesk takes, keeps its marker, and says what is missing', () => {
    const [finding] = view().findings;
    if (finding === undefined) throw new Error('The view has a finding.');
    const long = '"'.repeat(50_000);
    const many = <T>(item: T) => Array<T>(200).fill(item);
    const monster = view({
      verdict_line: long,
      urgency: { level: 'urgent', reasons: many(long) },
      customer: { name: long, email: long, url: long },
      summary: long,
      findings: many({
        ...finding,
        title: long,
        classification_label: long,
        amount: long,
        message: long,
        recomputation: many(long),
        evidence: many({ label: long, url: 'https://dashboard.stripe.com/x' }),
        correction: long,
      }),
      likely_cause: long,
      next_checks: many({ what: long, owner: long }),
      draft_reply: `First paragraph.\n\n${long}`,
      not_checked: many(long),
      written_by: long,
      draft_language: long,
    });
    const html = renderNote(monster);
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(MAXIMUM_NOTE_HTML_BYTES);
    expect(html).toContain(MARKER);
    expect(html).toContain('197 more findings are not shown here.');
    expect(html).toContain('The draft is cut here');
    for (const tag of tagsOf(html)) expect(tag).toMatch(ALLOWED);
  });

  test('a draft is cut only between paragraphs, and the note says so', () => {
    const paragraph = `${'word '.repeat(100).trim()}.`;
    const draft = Array(100).fill(paragraph).join('\n\n');
    const html = renderNote(view({ draft_reply: draft }));
    const quoted = /<blockquote>(.*)<\/blockquote>/s.exec(html)?.[1] ?? '';
    expect(quoted.endsWith('word.</p>')).toBe(true);
    expect(html).toMatch(/The draft is cut here<\/b>: \d+ of its 50198 characters/);
    expect(renderNote(view())).not.toContain('cut here');
  });

  test('is well formed whatever the texts are', () => {
    const text = fc.string({ unit: 'binary', maxLength: 300 });
    fc.assert(
      fc.property(text, text, text, text, (a, b, c, d) => {
        const html = renderNote(view({ verdict_line: a, summary: b, draft_reply: c, likely_cause: d }));
        const open: string[] = [];
        for (const tag of tagsOf(html)) {
          expect(tag).toMatch(ALLOWED);
          const name = /[a-z]+/.exec(tag)?.[0] ?? '';
          if (tag.startsWith('</')) expect(open.pop()).toBe(name);
          else if (name !== 'br') open.push(name);
        }
        expect(open).toEqual([]);
        expect(html).not.toMatch(/[\u202A-\u202E]|[^\P{Cc}\n]/u);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the note in a terminal', () => {
  test('is aligned and wrapped', () => {
    expect(renderNoteAsText(view())).toBe(
      `
Billing error: the customer was charged twice for invoice A-17; $49.00 is owed.

Urgency       high. The charge is 2 days old. The customer mentions their bank.
Customer      Jane Doe · jane@acme.example
In Stripe     https://dashboard.stripe.com/customers/cus_A1

Two charges of $49.00 were made within 4 minutes for one invoice.

1. Charged twice for the same thing [billing error], $49.00
   ch_1 and ch_2 both paid in_A17. Refund ch_2.
     = paid: 49.00 + 49.00 = 98.00
     = due: 49.00
   Evidence   ch_1, policy: refunds
   Correction Refund $49.00 on ch_2.

Likely cause  A retry without an idempotency key.

Next checks
  - finance: Approve the refund of ch_2.

Draft reply (en)
  | Hi Jane,
  |
  | you are right: we charged you twice.
  | We are sorry.
  |
  | Your support team

Not checked
  - Payments outside Stripe.

Written by billing-check, without AI · ${MARKER}`.trimStart(),
    );
  });

  test('no line is wider than 88 columns, in any script', () => {
    const summary = `${'Übergrößenträger '.repeat(20)}${'請求が二重になっています'.repeat(20)} ${'x'.repeat(300)}`;
    for (const line of renderNoteAsText(view({ summary, draft_reply: summary })).split('\n')) {
      let columns = 0;
      for (const character of line) columns += /[\p{Script=Han}\p{Script=Hiragana}]/u.test(character) ? 2 : 1;
      expect(columns).toBeLessThanOrEqual(88);
    }
  });

  test('keeps every word', () => {
    const words = Array.from({ length: 500 }, (_, index) => `w${index}`);
    const text = renderNoteAsText(view({ summary: words.join(' ') }));
    expect(text.match(/\bw\d+\b/g)).toEqual(words);
  });
});

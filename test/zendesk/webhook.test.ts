import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseTicketEvent, verifyZendeskSignature } from '../../src/zendesk/webhook.ts';

const NOW = Date.UTC(2026, 10, 21, 12) / 1000;
const SECRET = 'whsec-current';
const OLD_SECRET = 'whsec-before-rotation';
const body = Buffer.from('{"type":"zen:event-type:ticket.created"}');

const iso = (seconds: number) => new Date(seconds * 1000).toISOString();
const sign = (timestamp: string, bytes: Uint8Array = body, secret = SECRET) =>
  createHmac('sha256', secret).update(timestamp).update(bytes).digest('base64');

function verify(change: Partial<Parameters<typeof verifyZendeskSignature>[0]> = {}): boolean {
  const timestamp = iso(NOW);
  return verifyZendeskSignature({
    secrets: [SECRET],
    timestamp,
    signature: sign(timestamp),
    rawBody: body,
    now: NOW,
    ...change,
  });
}
/** Signed correctly for whatever timestamp is given. */
const at = (timestamp: string) => verify({ timestamp, signature: sign(timestamp) });

describe('a signature', () => {
  test('of Zendesk is accepted, for each secret of a rotation', () => {
    expect(verify()).toBe(true);
    expect(verify({ secrets: ['whsec-next', SECRET] })).toBe(true);
    const signature = sign(iso(NOW), body, OLD_SECRET);
    expect(verify({ secrets: [SECRET, OLD_SECRET], signature })).toBe(true);
    expect(verify({ secrets: [SECRET], signature })).toBe(false);
  });

  test("is the documented construction: Zendesk's example secret over timestamp and body", () => {
    const secret = 'dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==';
    const timestamp = '2026-11-21T12:00:00Z';
    const signature = createHmac('sha256', secret).update(`${timestamp}${body}`).digest('base64');
    expect(verify({ secrets: [secret], timestamp, signature })).toBe(true);
    const swapped = createHmac('sha256', secret).update(`${body}${timestamp}`).digest('base64');
    expect(verify({ secrets: [secret], timestamp, signature: swapped })).toBe(false);
  });

  test.each([
    ['missing', undefined],
    ['empty', ''],
    ['too short', 'AAAA'],
    ['too long', `${'A'.repeat(87)}=`],
    ['not base64', '*'.repeat(44)],
    ['hex', Buffer.from(sign(iso(NOW)), 'base64').toString('hex')],
    ['base64url', `${'-_'.repeat(21)}A=`],
    ['with a space', ` ${sign(iso(NOW))}`],
    ['with a line break', `${sign(iso(NOW))}\n`],
    ['an array', [sign(iso(NOW))]],
    ['two joined headers', `${sign(iso(NOW))}, ${sign(iso(NOW))}`],
    ['a number', 42],
    ['an object', { toString: () => sign(iso(NOW)) }],
    ['other unused bits', `${sign(iso(NOW)).slice(0, 42)}${sign(iso(NOW))[42] === 'B' ? 'C' : 'B'}=`],
    ['of another secret', sign(iso(NOW), body, 'tenant-b')],
  ])('%s is refused', (_name, signature) => {
    expect(verify({ signature })).toBe(false);
  });

  test.each([
    ['one byte changed', Buffer.from(body.toString().replace('created', 'creates'))],
    ['a space at the end', Buffer.concat([body, Buffer.from(' ')])],
    ['re-serialised', Buffer.from(JSON.stringify(JSON.parse(body.toString()), null, 1))],
    ['empty', Buffer.alloc(0)],
  ])('does not fit a body that is %s', (_name, rawBody) => {
    expect(verify({ rawBody })).toBe(false);
  });

  test.each([
    [-301, false],
    [-300, true],
    [0, true],
    [300, true],
    [301, false],
    [-360, false],
    [360, false],
  ])('made %i s from now: %s', (offset, accepted) => {
    expect(at(iso(NOW + offset))).toBe(accepted);
    expect(at(iso(NOW + offset).replace('.000Z', 'Z'))).toBe(accepted);
    expect(at(String(NOW + offset))).toBe(accepted);
    expect(at(String((NOW + offset) * 1000))).toBe(accepted);
  });

  test.each([
    'NaN',
    '',
    ' ',
    '-1795262400',
    `-${NOW}`,
    '1'.repeat(20),
    '1e9',
    'Infinity',
    '0x6b0',
    'tomorrow',
    '2026-11-21',
    '2026-13-41T99:99:99Z',
    `${iso(NOW)}\n`,
    ` ${iso(NOW)}`,
    `${iso(NOW)},${iso(NOW)}`,
    'x'.repeat(100_000),
  ])('with the time %j is refused even when signed', (timestamp) => {
    expect(at(timestamp)).toBe(false);
  });

  test('with a time that is no string is refused', () => {
    for (const timestamp of [undefined, null, NOW, [iso(NOW)], { valueOf: () => NOW }])
      expect(verify({ timestamp })).toBe(false);
  });

  test('is refused when there is no secret to check with', () => {
    expect(verify({ secrets: [] })).toBe(false);
    const signature = sign(iso(NOW), body, '');
    expect(verify({ secrets: [''], signature })).toBe(false);
  });

  test('made of anything never throws and is never accepted', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), fc.uint8Array(), (timestamp, signature, rawBody) => {
        expect(verify({ timestamp, signature, rawBody })).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});

/** The payload of Zendesk's documentation, with the values that matter here. */
function payload(type: string, change: { detail?: object; event?: object } = {}): Record<string, unknown> {
  return {
    account_id: 22129848,
    detail: {
      actor_id: '8447388090495',
      assignee_id: '8447388090494',
      brand_id: '8447346621310',
      created_at: '2026-11-21T10:12:07Z',
      custom_status: '8447320465790',
      description: 'You charged me twice.',
      external_id: null,
      form_id: '8646151517822',
      group_id: '8447320466430',
      id: '5158',
      is_public: true,
      organization_id: '8447346622462',
      priority: 'HIGH',
      requester_id: '8447388090494',
      status: 'OPEN',
      subject: 'Charged twice',
      submitter_id: '8447388090494',
      tags: null,
      type: 'PROBLEM',
      updated_at: '2026-11-21T11:25:30Z',
      via: { channel: 'web_service' },
      ...change.detail,
    },
    event: { meta: { sequence: { id: '01HF', position: 1, total: 1 } }, ...change.event },
    id: 'd4f5c389-8f4a-4c2e-a1b9-8e4f39c71d52',
    subject: 'zen:ticket:5158',
    time: '2026-11-21T11:25:30.123456789Z',
    type: `zen:event-type:${type}`,
    zendesk_event_version: '2022-11-06',
  };
}
const comment = {
  id: '9876543210',
  body: 'And where is my refund?',
  is_public: true,
  author: { id: '8447388090495', is_staff: false, name: 'Jane' },
};

describe('an event', () => {
  test('ticket.created', () => {
    expect(parseTicketEvent(payload('ticket.created'))).toEqual({
      delivery_id: 'd4f5c389-8f4a-4c2e-a1b9-8e4f39c71d52',
      account_id: '22129848',
      type: 'ticket.created',
      ticket_id: '5158',
      comment_id: null,
      actor_id: '8447388090495',
      is_public: true,
      by_staff: false,
      occurred_at: Date.UTC(2026, 10, 21, 11, 25, 30) / 1000,
    });
  });

  test('ticket.comment_added names comment and author', () => {
    expect(parseTicketEvent(payload('ticket.comment_added', { event: { comment } }))).toMatchObject({
      type: 'ticket.comment_added',
      comment_id: '9876543210',
      actor_id: '8447388090495',
      is_public: true,
      by_staff: false,
    });
    const note = { ...comment, is_public: false, author: { id: 77, is_staff: true } };
    expect(parseTicketEvent(payload('ticket.comment_added', { event: { comment: note } }))).toMatchObject({
      actor_id: '77',
      is_public: false,
      by_staff: true,
    });
  });

  test("the comment_added of a ticket's first message is left to ticket.created", () => {
    const first = { ...comment, body: 'You charged me twice.' };
    const early = { event: { comment: first }, detail: { created_at: '2026-11-21T11:25:29Z' } };
    expect(parseTicketEvent(payload('ticket.comment_added', early))).toHaveProperty('ignored');
    // The same words an hour later are a new message.
    expect(parseTicketEvent(payload('ticket.comment_added', { event: { comment: first } }))).toHaveProperty(
      'comment_id',
    );
  });

  test.each(['ticket.status_changed', 'ticket.tags_changed', 'user.created', 'ticket.created2'])(
    '%s is ignored',
    (type) => {
      expect(parseTicketEvent(payload(type))).toHaveProperty('ignored');
    },
  );

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a string', 'x'],
    ['a list', []],
    ['an empty object', {}],
    ['a type that is no string', { type: 1 }],
    ['no detail', { ...payload('ticket.created'), detail: undefined }],
    ['a ticket id with a path', payload('ticket.created', { detail: { id: '../1' } })],
    ['a ticket id of zero', payload('ticket.created', { detail: { id: '0' } })],
    ['a fractional ticket id', payload('ticket.created', { detail: { id: 1.5 } })],
    ['a ticket id beyond 2^53', payload('ticket.created', { detail: { id: 2 ** 60 } })],
    ['an event id with a line break', { ...payload('ticket.created'), id: 'abcdefgh\nx' }],
    ['no event id', { ...payload('ticket.created'), id: undefined }],
    ['no comment', payload('ticket.comment_added')],
    ['a comment without visibility', payload('ticket.comment_added', { event: { comment: { id: '1' } } })],
    ['a time that is none', { ...payload('ticket.created'), time: 'yesterday' }],
  ])('%s is invalid, in one sentence', (_name, body) => {
    const parsed = parseTicketEvent(body);
    expect(parsed).toHaveProperty('invalid', expect.stringMatching(/^The .*\.$/));
  });

  test('__proto__ and constructor keys stay inert', () => {
    const text = JSON.stringify(payload('ticket.created')).replace(
      '"detail":{',
      '"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"detail":{"__proto__":{"id":"1"},',
    );
    expect(parseTicketEvent(JSON.parse(text))).toMatchObject({ ticket_id: '5158' });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('of any shape never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const parsed = parseTicketEvent(value);
        expect('invalid' in parsed || 'ignored' in parsed).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

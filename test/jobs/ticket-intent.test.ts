import { describe, expect, it } from 'vitest';
import type { DeskTicket } from '../../src/jobs/ports.ts';
import {
  decideIntent,
  notBillingReason,
  readNotBilling,
  type SecondOpinion,
  type TicketIntent,
} from '../../src/jobs/ticket-intent.ts';
import { wordsOf } from '../../src/jobs/words-of.ts';

function ticket(body: string, parts: Partial<DeskTicket> = {}): DeskTicket {
  return {
    id: '7',
    subject: '',
    status: 'open',
    tags: [],
    form_id: null,
    group_id: null,
    created_at: 1_790_000_000,
    updated_stamp: '2026-11-20T09:00:00Z',
    requester: { id: '9', email: 'jane@example.com', name: 'Jane' },
    comments: [
      { id: '1', author_id: '9', public: true, from_customer: true, body, created_at: 1_790_000_000 },
    ],
    ...parts,
  };
}

const CHARGED = 'You charged me twice this month.';
const EXPORT = 'How do I export an invoice PDF?';
const UNSURE = 'Uns fehlt ein Rabatt, bitte meldet euch.';

const decide = (parts: Partial<Parameters<typeof decideIntent>[0]>, of: DeskTicket): Promise<TicketIntent> =>
  decideIntent({ filter: null, secondOpinion: null, ...parts })(of, wordsOf(of));

/** Answers as told, and counts how often it is asked. */
function opinion(answer: Awaited<ReturnType<SecondOpinion>>) {
  const asked: string[] = [];
  const secondOpinion: SecondOpinion = async ({ ticket_id, words }) => {
    asked.push(`${ticket_id} ${words.body}`);
    return answer;
  };
  return { asked, secondOpinion };
}

describe('which tickets are checked by themselves', () => {
  it('is decided by the company’s filter where there is one, whatever the words say', async () => {
    const { asked, secondOpinion } = opinion('billing');
    const filter = ({ tags }: DeskTicket): boolean => tags.includes('billing');
    expect(await decide({ filter, secondOpinion }, ticket(CHARGED))).toEqual({
      is_billing: false,
      decided_by: 'filter',
      words: [],
    });
    expect(await decide({ filter, secondOpinion }, ticket(EXPORT, { tags: ['billing'] }))).toMatchObject({
      is_billing: true,
      decided_by: 'filter',
    });
    expect(asked).toEqual([]);
  });

  it('is decided by the words without one, and nobody is asked where they are clear', async () => {
    const { asked, secondOpinion } = opinion('not_billing');
    expect(await decide({ secondOpinion }, ticket(CHARGED))).toMatchObject({
      is_billing: true,
      decided_by: 'words',
      words: expect.arrayContaining(['charged me']),
    });
    expect(await decide({ secondOpinion }, ticket(EXPORT))).toMatchObject({
      is_billing: false,
      decided_by: 'words',
    });
    expect(asked).toEqual([]);
  });

  it.each([
    ['billing', true, 'model'],
    ['not_billing', false, 'model'],
    [null, true, 'doubt'],
  ] as const)('in doubt, a second opinion of %s makes it %s', async (answer, is_billing, decided_by) => {
    const { asked, secondOpinion } = opinion(answer);
    expect(await decide({ secondOpinion }, ticket(UNSURE))).toMatchObject({ is_billing, decided_by });
    expect(asked).toEqual([`7 ${UNSURE}`]);
  });

  it('is a check where there is nobody to ask', async () => {
    expect(await decide({}, ticket(UNSURE))).toMatchObject({ is_billing: true, decided_by: 'doubt' });
  });
});

describe('the outcome of a ticket that is not checked', () => {
  it.each([
    { decided_by: 'words', words: ['how do i', 'export'] },
    { decided_by: 'model', words: [] },
    { decided_by: 'filter', words: [] },
  ] as const)('says by what it was decided, and is read back: %o', (intent) => {
    const reason = notBillingReason({ is_billing: false, ...intent });
    expect(reason).toMatch(/^not billing: the /);
    expect(readNotBilling(`ignored: ${reason}`)).toEqual(intent);
  });

  it.each([null, 'no_anomaly', 'ignored: closed', 'ignored: not billing', 'ignored: not billing: the moon'])(
    '%s says nothing of it',
    (outcome) => {
      expect(readNotBilling(outcome)).toBeNull();
    },
  );
});

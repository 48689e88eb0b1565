import { describe, expect, test } from 'vitest';
import { billingFilterOf, parseBillingFilter } from '../../src/zendesk/billing-filter.ts';

const ticket = { tags: ['billing', 'VIP'], form_id: '360001', group_id: '771' };

function matches(
  text: string,
  of: typeof ticket | { tags: string[]; form_id: null; group_id: null } = ticket,
) {
  const parsed = parseBillingFilter(text);
  if ('error' in parsed) throw new Error(parsed.error);
  return billingFilterOf(parsed.filter)?.(of);
}

describe('ZENDESK_BILLING_FILTER', () => {
  test('unset or empty is no filter: the words decide', () => {
    for (const text of [null, '', '  ']) {
      const parsed = parseBillingFilter(text);
      expect(parsed).toEqual({ filter: { conditions: [] } });
      if ('filter' in parsed) expect(billingFilterOf(parsed.filter)).toBeNull();
    }
  });

  test.each([
    ['tag:billing', true],
    ['tag:vip', true],
    ['tag:Billing', true],
    ['tag:bill', false],
    ['form:360001', true],
    ['form:771', false],
    ['group:771', true],
    ['group:360001', false],
    ['tag:other,form:1,group:771', true],
    [' tag:other , group:771 ', true],
    ['tag:other,form:1,group:2', false],
    ['tag:a:b', false],
  ])('%s → %s', (text, expected) => {
    expect(matches(text)).toBe(expected);
  });

  test('a ticket without form and group matches neither', () => {
    expect(matches('form:360001,group:771', { tags: [], form_id: null, group_id: null })).toBe(false);
  });

  test.each([
    'billing',
    'tag:',
    'tag:two words',
    'form:abc',
    'form:0',
    'group:-1',
    'brand:1',
    'tag:a,,tag:b',
    'tag:a,',
  ])('%j is refused in one sentence that shows the faulty part', (text) => {
    const parsed = parseBillingFilter(text);
    expect(parsed).toHaveProperty(
      'error',
      expect.stringMatching(/^ZENDESK_BILLING_FILTER has ".*": write .*\.$/),
    );
  });

  test('has a bounded number of conditions', () => {
    expect(parseBillingFilter(Array(101).fill('tag:a').join(','))).toHaveProperty('error');
  });
});

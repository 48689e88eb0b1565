import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Aliases } from '../../../src/triage/claude/aliases.ts';
import { forClaude, withoutPersonalData } from '../../../src/triage/claude/privacy.ts';
import { ticketAsData } from '../../../src/triage/claude/ticket-as-data.ts';
import { anAnalysis, aTicket, JANE, sampleFinding } from '../sample-findings.ts';

const analysis = anAnalysis([sampleFinding('duplicate-charge/same_invoice')]);
const aliases = new Aliases(analysis, JANE.id);
const hide = (text: string): string => forClaude(text, JANE, aliases);

describe('what leaves the machine', () => {
  test.each([
    ['Write to jane@acme.example or Jane.Roe+x@mail.co.uk', 'Write to [email] or [email]'],
    ['my card 4242 4242 4242 4242 was used', 'my card [card] was used'],
    ['key sk_live_abcdefgh12345678', 'key [secret]'],
    ['IBAN DE89 3704 0044 0532 0130 00 please', 'IBAN [iban] please'],
    ['call +49 30 901820 or tel. 030 901820', 'call [phone] or tel. [phone]'],
    ['I live at 12 Long Acre Street, London', 'I live at [address], London'],
    ['at 4 Mill Lane. 7 main street too', 'at [address] [address] too'],
    [
      'You took 2 charges the same way, 3 in place of one',
      'You took 2 charges the same way, 3 in place of one',
    ],
    ['at another place than the customer pays', 'at another place than the customer pays'],
    ['12 rue de la Paix, Paris; Calle Mayor 5', '[address], Paris; [address]'],
    ['Wohnhaft Hauptstraße 12 in Köln', 'Wohnhaft [address] in Köln'],
    ['Best, Jane Roe', 'Best, [NAME]'],
    ['Jane here. Roe is my last name.', '[NAME] here. [NAME] is my last name.'],
    ['charge ch_Twice1 on in_1 of cus_Acme', 'charge CHARGE-1 on INVOICE-1 of CUSTOMER-1'],
    ['another one: ch_3NotMine99', 'another one: [id]'],
    [
      'my card ending in 4242, not the one ending in 1234',
      'my card ending in [LAST4-1], not the one ending in [card]',
    ],
    ['¥4,242 and 14242 and 4242.50', '¥4,242 and 14242 and 4242.50'],
    ['It was $49.00 on November 10, invoice A-1001', 'It was $49.00 on November 10, invoice A-1001'],
    ['order 2026-11-10 18:00, 1,234.56 EUR, no refund', 'order 2026-11-10 18:00, 1,234.56 EUR, no refund'],
  ])('%s', (text, expected) => {
    expect(hide(text)).toBe(expected);
  });

  test.each(['Sara Al-Mutairi', "Seán O'Brien", 'J. R. (Bob) Smith+Co/[x]', '^$.*'])(
    'a name with signs in it is taken out: %s',
    (name) => {
      const text = withoutPersonalData(`Regards, ${name}`, { name, email: null });
      expect(text).not.toContain(name);
    },
  );

  test.each([
    ['山田太郎と申します。山田です。', '[NAME]と申します。[NAME]です。'],
    ['お世話になります、山田 太郎です。', 'お世話になります、[NAME]です。'],
    ['山田　太郎', '[NAME]'],
    ['山中の件ではありません', '山中の件ではありません'],
  ])('a Japanese name needs no spaces around it: %s', (text, clean) => {
    expect(withoutPersonalData(text, { name: '山田 太郎', email: null })).toBe(clean);
  });

  test('a company’s name is taken out whole, and no word of it', () => {
    const acme = { name: 'Acme Design Studio', email: 'office@acme.example' };
    expect(withoutPersonalData('Acme Design Studio pays for Design Pro.', acme)).toBe(
      '[NAME] pays for Design Pro.',
    );
  });

  test('seeded card numbers never pass, however they are written', () => {
    const card = fc
      .tuple(fc.integer({ min: 0, max: 999_999_999 }), fc.constantFrom('', ' ', '-'))
      .map(([seed, separator]) => {
        const digits = `424242${String(seed).padStart(9, '0')}`;
        const sum = [...digits].reverse().reduce((total, sign, index) => {
          const doubled = Number(sign) * (index % 2 === 0 ? 2 : 1);
          return total + (doubled > 9 ? doubled - 9 : doubled);
        }, 0);
        return `${digits}${(10 - (sum % 10)) % 10}`.replace(/(\d{4})(?=\d)/g, `$1${separator}`);
      });
    fc.assert(
      fc.property(card, fc.string(), (number, around) => {
        expect(hide(`paid with ${number} ${around}`)).not.toContain(number);
      }),
      { numRuns: 500 },
    );
  });
});

describe('aliases', () => {
  test('lead back to the ids, in any case, and only those of this check', () => {
    expect(aliases.reveal('Refund charge-1, not CHARGE-2 or CHARGE-99.')).toBe(
      'Refund ch_Twice1, not ch_Kept1 or CHARGE-99.',
    );
    expect(aliases.found('CHARGE-99 and INVOICE-1, but no CHARGE')).toEqual(['CHARGE-99', 'INVOICE-1']);
  });

  test('are the same every time, and hiding loses nothing', () => {
    const text = 'ch_Kept1 and ch_Twice1 for in_1 (cus_Acme)';
    expect(new Aliases(analysis, JANE.id).hide(text)).toBe(aliases.hide(text));
    expect(aliases.reveal(aliases.hide(text))).toBe(text);
  });
});

describe('the customer’s message as data', () => {
  const data = (body: string, max = 4_000): string => ticketAsData(aTicket(body), hide, max);

  test('is bounded, and nothing is cut before it is hidden', () => {
    expect(data('x'.repeat(100_000)).length).toBe(4_000);
    const card = '4242424242424242';
    for (let before = 3_960; before < 4_000; before += 1) {
      expect(data(`${'x'.repeat(before - 1)} ${card} tail`)).not.toMatch(/42424/);
    }
  });

  test('has no invisible characters', () => {
    expect(data('a\u202eb\u200bc\u0007d\u{e0041}e\r\nf\u2028g')).toBe('abcde\nf\ng');
  });

  test('says when there is none', () => {
    expect(ticketAsData(null, hide, 100)).toBe('(There is no message.)');
  });
});

import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createFileReader,
  HistoryFileError,
  readHistoryFile,
  writeHistoryFile,
} from '../../src/stripe/history-file.ts';
import { HistoryJsonScanner } from '../../src/stripe/history-json.ts';
import {
  type RawObject,
  rawCharge,
  rawCustomer,
  rawIntent,
  rawInvoice,
  rawList,
  rawPayment,
  rawPrice,
  rawRefund,
  rawSubscription,
} from './raw-objects.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'history-file-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ASKED = { asOf: 1_900_000_000 };
const content = (objects: unknown, parts: RawObject = {}): RawObject => ({
  format: 'billing-check/history@1',
  api_version: '2026-10-28.endive',
  exported_at: '2026-11-20T09:00:00Z',
  livemode: false,
  objects,
  ...parts,
});
const write = (text: string | Buffer, name = 'file.json'): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const fileOf = (objects: unknown, parts: RawObject = {}) =>
  readHistoryFile(write(JSON.stringify(content(objects, parts))));
const resolve = async (objects: unknown, text: string, from_ticket = false) =>
  (await createFileReader(await fileOf(objects)).read({ text, from_ticket }, ASKED)).resolution;
const historyOf = async (objects: unknown, text: string) => {
  const { history } = await createFileReader(await fileOf(objects)).read({ text, from_ticket: false }, ASKED);
  if (history === null) throw new Error('nobody was resolved');
  return history;
};
/** The message a file is refused with. */
const refusal = async (path: string): Promise<string> => {
  const reason: unknown = await readHistoryFile(path).then(
    () => 'it was accepted',
    (thrown: unknown) => thrown,
  );
  if (!(reason instanceof HistoryFileError)) throw reason;
  return reason.message;
};

describe('reading', () => {
  it('takes everything the file holds', async () => {
    const file = await fileOf([rawCustomer(), rawCharge()], {
      ticket: {
        subject: 'Twice?',
        body: 'I paid twice',
        requester_email: 'jane@acme.example',
        created_at: '2026-11-19T10:00:00Z',
      },
      policy: { refunds: {} },
      gaps: [{ message: 'The invoices could not be read.', could_hold_money: true, scope: null }],
    });
    expect(file).toMatchObject({
      exported_at: Date.parse('2026-11-20T09:00:00Z') / 1000,
      livemode: false,
      api_version: '2026-10-28.endive',
      ticket: {
        subject: 'Twice?',
        requester_email: 'jane@acme.example',
        created_at: Date.parse('2026-11-19T10:00:00Z') / 1000,
      },
      policy: { refunds: {} },
      gaps: [{ message: 'The invoices could not be read.', could_hold_money: true, scope: null }],
    });
    expect(file.objects.map(({ id }) => id)).toEqual(['cus_Acme', 'ch_1']);
  });

  it('forgives a byte order mark, any layout, keys in any order, and what it does not know', async () => {
    const text = `\uFEFF\n{ "objects" :\t[ ${JSON.stringify(rawCustomer())} ,${JSON.stringify({ object: 'payout' })}\r\n] , "later": [1, {"a": "]}"}], "livemode":false,"exported_at":"2026-11-20","format":"billing-check/history@1"}\n`;
    const file = await readHistoryFile(write(text));
    expect(file.objects).toHaveLength(2);
    const { history } = await createFileReader(file).read({ text: '', from_ticket: false }, ASKED);
    expect(history?.gaps.map(({ message }) => message)).toEqual([
      '1 object of kinds that are not read was ignored (payout).',
    ]);
  });

  const charge = rawCharge();
  it.each<[string, string | Buffer, RegExp]>([
    ['empty', '', /^The history file is empty\.$/],
    ['not JSON', 'customer;charge\n1;2', /^The history file is not JSON/],
    ['a list', '[]', /^The history file is not JSON: expected an object/],
    ['UTF-16', Buffer.from(`\uFEFF${JSON.stringify(content([]))}`, 'utf16le'), /not JSON/],
    [
      'no format',
      JSON.stringify({ objects: [] }),
      /malformed at format: expected "billing-check\/history@1"\.$/,
    ],
    [
      'another format',
      JSON.stringify(content([], { format: 'billing-check/history@9' })),
      /malformed at format: expected "billing-check\/history@1", not "billing-check\/history@9"/,
    ],
    ['no objects', JSON.stringify(content(undefined)), /malformed at objects: expected a list/],
    ['objects not a list', JSON.stringify(content({})), /malformed at objects: expected a list/],
    [
      'no time',
      JSON.stringify(content([], { exported_at: undefined })),
      /malformed at exported_at: expected an ISO 8601 time/,
    ],
    [
      'a time as a number',
      JSON.stringify(content([], { exported_at: 1_790_000_000 })),
      /malformed at exported_at/,
    ],
    [
      'livemode as text',
      JSON.stringify(content([], { livemode: 'no' })),
      /malformed at livemode: expected true or false/,
    ],
    [
      'an object that is none',
      JSON.stringify(content([charge, 7])),
      /malformed at objects\[1\]: expected an object/,
    ],
    [
      'an object without a kind',
      JSON.stringify(content([{ id: 'x' }])),
      /malformed at objects\[0\]\.object: expected a string/,
    ],
    [
      'an object without an id',
      JSON.stringify(content([charge, charge, charge, { object: 'charge', amount: 1 }])),
      /malformed at objects\[3\]\.id: expected a string/,
    ],
    [
      'an amount as text',
      JSON.stringify(content([rawCustomer(), rawCharge({ amount: '49.00' })])),
      /malformed at objects\[1\]\.amount: expected an integer/,
    ],
    [
      'an amount with a fraction',
      JSON.stringify(content([rawRefund({ amount: 49.5 })])),
      /malformed at objects\[0\]\.amount: expected an integer/,
    ],
    [
      'a line without amount',
      JSON.stringify(content([rawInvoice({ lines: rawList([{ id: 'il_1', object: 'line_item' }]) })])),
      /malformed at objects\[0\]\.lines\.data\[0\]\.amount: expected an integer/,
    ],
    [
      'the first of two faults',
      JSON.stringify(content([rawRefund({ amount: 'x' }), rawCharge({ amount: 'x' })])),
      /malformed at objects\[0\]\.amount/,
    ],
    [
      'a state nobody knows',
      JSON.stringify(content([rawCharge({ status: 'maybe' })])),
      /malformed at objects\[0\]\.status: expected one of failed, pending, succeeded/,
    ],
    [
      'a ticket as text',
      JSON.stringify(content([], { ticket: 'help' })),
      /malformed at ticket: expected an object/,
    ],
    [
      'a ticket’s time',
      JSON.stringify(content([], { ticket: { created_at: 'soon' } })),
      /malformed at ticket\.created_at/,
    ],
    [
      'truncated in an object',
      JSON.stringify(content([charge, charge])).slice(0, -40),
      /malformed at objects\[1\]: the file ends here, in the middle/,
    ],
    ['truncated between members', '{"format":"billing-check/history@1",', /ends here, in the middle/],
    [
      'a comma too many',
      '{"format":"billing-check/history@1","objects":[1,]}',
      /malformed at objects\[0\]: expected an object/,
    ],
    [
      'a comma too many at the end',
      `{"objects":[${JSON.stringify(charge)},]}`,
      /malformed at objects\[1\]: expected an object/,
    ],
    [
      'a syntax fault',
      `{"objects":[{"object":"charge",}]}`,
      /malformed at objects\[0\]: not valid JSON \(at byte 12\)/,
    ],
    [
      'bytes that are not UTF-8',
      Buffer.concat([Buffer.from('{"objects":[{"object":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}]}')]),
      /malformed at objects\[0\]: not valid JSON/,
    ],
    ['something after the end', `${JSON.stringify(content([]))} {}`, /expected nothing after the end/],
    [
      'a key twice',
      '{"format":"billing-check/history@1","format":"x"}',
      /malformed at format: this key occurs twice/,
    ],
    [
      'nested too deep',
      `{"objects":[${'['.repeat(100_000)}`,
      /malformed at objects\[0\]: nested deeper than 200 levels/,
    ],
  ])('refuses a file that is %s, and says where', async (_, text, sentence) => {
    const message = await refusal(write(text));
    expect(message).toMatch(sentence);
    expect(message).not.toMatch(/[\n\r]/);
  });

  it('refuses what is not there, is a directory, or too large', async () => {
    expect(await refusal(join(folder, 'nothing.json'))).toMatch(/cannot be read: it does not exist\.$/);
    expect(await refusal(folder)).toMatch(/is a directory: name a history file\.$/);
    const large = write('', 'large.json');
    truncateSync(large, 512 * 1024 * 1024 + 1);
    expect(await refusal(large)).toMatch(/is larger than 512 MiB: export one customer per file\.$/);
    rmSync(large);
  });

  it('refuses one object larger than the file has any business holding', async () => {
    const path = join(folder, 'fat.json');
    const handle = await open(path, 'w');
    await handle.write('{"objects":[{"object":"charge","description":"');
    const block = Buffer.alloc(1024 * 1024, 'x');
    for (let n = 0; n < 66; n += 1) await handle.write(block);
    await handle.close();
    expect(await refusal(path)).toMatch(/malformed at objects\[0\]: larger than 64 MiB/);
    rmSync(path);
  });

  it('reads a file much larger than its objects one by one', async () => {
    const path = join(folder, 'long.json');
    const handle = await open(path, 'w');
    await handle.write(
      '{"format":"billing-check/history@1","exported_at":"2026-11-20T09:00:00Z","objects":[',
    );
    await handle.write(JSON.stringify(rawCustomer()));
    const many = Array.from(
      { length: 200 },
      (_, n) => `,${JSON.stringify(rawCharge({ id: `ch_${n}`, statement_descriptor: 'é'.repeat(40_000) }))}`,
    );
    for (const text of many) await handle.write(text);
    await handle.write(']}');
    await handle.close();
    expect(statSync(path).size).toBeGreaterThan(15_000_000);
    expect((await readHistoryFile(path)).objects).toHaveLength(201);
    rmSync(path);
  });

  it('finds the same values however the bytes are cut', () => {
    const text = JSON.stringify(
      content(
        [rawCustomer({ name: 'Ä "\\" ]}' }), rawInvoice(), { object: 'x', list: [[1, -2.5e3], null, true] }],
        { ticket: { body: '€' } },
      ),
      null,
      1,
    );
    const bytes = Buffer.from(text);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), (cuts) => {
        const objects: unknown[] = [];
        const members: Record<string, unknown> = {};
        const scanner = new HistoryJsonScanner({
          object: (value) => objects.push(value),
          member: (key, value) => {
            members[key] = value;
          },
        });
        for (let at = 0, n = 0; at < bytes.length; n += 1) {
          const length = cuts[n % cuts.length] ?? 1;
          scanner.push(bytes.subarray(at, at + length));
          at += length;
        }
        scanner.end();
        expect({ ...members, objects }).toEqual(JSON.parse(text));
      }),
      { numRuns: 50 },
    );
  });

  it('never accepts what is not JSON, and never fails otherwise than with a sentence', () => {
    const good = JSON.stringify(content([rawCustomer(), rawCharge()]));
    const scan = (text: string): unknown => {
      const scanner = new HistoryJsonScanner({ object: () => {}, member: () => {} });
      scanner.push(Buffer.from(text));
      return scanner.end();
    };
    fc.assert(
      fc.property(
        fc.nat(good.length - 1),
        fc.constantFrom('', ',', '"', '{', '}', '[', ']', ':', 'x', ' '),
        (at, put) => {
          const text = good.slice(0, at) + put + good.slice(at + 1);
          let valid = true;
          try {
            JSON.parse(text);
          } catch {
            valid = false;
          }
          if (valid) return;
          expect(() => scan(text)).toThrow(HistoryFileError);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('a customer of a file', () => {
  const jane = rawCustomer({ id: 'cus_Jane', email: 'Jane@acme.example' });
  const john = rawCustomer({ id: 'cus_John', email: 'john@acme.example' });
  const both = [
    jane,
    john,
    rawInvoice({
      id: 'in_J',
      customer: 'cus_Jane',
      payments: rawList([
        rawPayment({
          id: 'inpay_J',
          invoice: 'in_J',
          payment: { type: 'payment_intent', payment_intent: 'pi_J' },
        }),
      ]),
    }),
    rawIntent({ id: 'pi_J', customer: 'cus_Jane', latest_charge: 'ch_J' }),
    rawCharge({ id: 'ch_J', customer: 'cus_Jane', payment_intent: 'pi_J' }),
    rawRefund({ id: 're_J', charge: 'ch_J' }),
    rawCharge({ id: 'ch_N', customer: 'cus_John', payment_intent: null }),
    rawRefund({ id: 're_N', charge: 'ch_N' }),
    rawCharge({ id: 'ch_Guest', customer: null, payment_intent: null }),
    rawSubscription({ id: 'sub_N', customer: 'cus_John', latest_invoice: 'in_missing' }),
    rawPrice(),
  ];

  it.each(['cus_Jane', 'in_J', 'pi_J', 'ch_J', 're_J', 'Jane@acme.example'])(
    'is found by %s',
    async (text) => {
      expect(await resolve(both, text)).toMatchObject({
        kind: 'resolved',
        customers: [{ id: 'cus_Jane' }],
        matched_by: text.includes('@') ? 'email' : 'id',
        verified: !text.includes('@'),
      });
    },
  );

  it('is found by another spelling, and by a ticket without being verified', async () => {
    expect(await resolve(both, 'jane+x@acme.example')).toMatchObject({
      matched_by: 'email_normalised',
      verified: false,
    });
    expect(await resolve(both, 'jane@acme.example', true)).toMatchObject({
      matched_by: 'ticket',
      verified: false,
    });
  });

  it('is meant without a query where it is the only one', async () => {
    expect(await resolve([jane, rawCharge({ customer: 'cus_Jane' })], '')).toMatchObject({
      kind: 'resolved',
      customers: [{ id: 'cus_Jane' }],
      matched_by: 'id',
      verified: true,
    });
    expect(await resolve(both, '')).toMatchObject({
      kind: 'ambiguous',
      customers: [{ id: 'cus_Jane' }, { id: 'cus_John' }],
    });
    expect(await resolve([], '')).toMatchObject({ kind: 'not_found' });
  });

  it('is nobody else’s', async () => {
    const history = await historyOf(both, 'cus_Jane');
    expect(history.charges.map(({ id }) => id)).toEqual(['ch_J']);
    expect(history.refunds.map(({ id }) => id)).toEqual(['re_J']);
    expect(history.subscriptions).toEqual([]);
    expect(history.prices.map(({ id }) => id)).toEqual(['price_Pro']);
    // John's subscription misses its invoice; that is no gap of Jane's.
    expect(history.gaps).toEqual([]);
    expect((await historyOf(both, 'cus_John')).gaps).toMatchObject([
      { scope: 'sub_N', could_hold_money: true },
    ]);
  });

  it('keeps a guest’s charge in a file about one customer, and one that paid the customer’s invoice anywhere', async () => {
    const guest = rawCharge({ id: 'ch_Guest', customer: null, payment_intent: null });
    expect((await historyOf([jane, guest], 'cus_Jane')).charges).toHaveLength(1);
    const paid = rawInvoice({
      customer: 'cus_Jane',
      payments: rawList([rawPayment({ payment: { type: 'charge', charge: 'ch_Guest' } })]),
    });
    expect((await historyOf([jane, john, guest, paid], 'cus_Jane')).charges).toHaveLength(1);
  });

  it('is known by id alone where the file does not hold it', async () => {
    const objects = [rawCharge({ payment_intent: null })];
    expect(await resolve(objects, '')).toMatchObject({
      kind: 'resolved',
      customers: [{ id: 'cus_Acme', email: null }],
    });
    const history = await historyOf(objects, 'ch_1');
    expect(history.customers).toMatchObject([{ id: 'cus_Acme', name: null }]);
    expect(history.gaps).toEqual([
      {
        message: 'The file does not hold the customer cus_Acme itself, only objects that name it.',
        could_hold_money: false,
        scope: null,
      },
    ]);
  });

  it('may be unknown, deleted, or not to be guessed', async () => {
    expect(await resolve(both, 'cus_Other')).toMatchObject({ kind: 'not_found' });
    expect(await resolve(both, 'ch_Guest')).toMatchObject({ kind: 'not_found' });
    expect(await resolve(both, 'mary@acme.example')).toMatchObject({ kind: 'not_found' });
    expect(await resolve([{ id: 'cus_Gone', object: 'customer', deleted: true }], 'cus_Gone')).toMatchObject({
      kind: 'deleted',
      id: 'cus_Gone',
    });
    expect(
      await resolve(
        [jane, rawCustomer({ id: 'cus_Jane2', email: 'Jane@acme.example' })],
        'Jane@acme.example',
      ),
    ).toMatchObject({ kind: 'ambiguous', matched_by: 'email' });
  });

  it('keeps the gaps the file came with', async () => {
    const gap = {
      message: 'The invoices could not be read: no permission.',
      could_hold_money: true,
      scope: null,
    };
    const file = await fileOf([jane], { gaps: [gap] });
    const { history } = await createFileReader(file).read({ text: '', from_ticket: false }, ASKED);
    expect(history?.gaps).toEqual([gap]);
  });
});

describe('writing', () => {
  const facts = {
    exported_at: Date.parse('2026-11-20T09:00:00Z') / 1000,
    livemode: false,
    api_version: '2026-10-28.endive',
  };

  it('writes what reading gives back, for the owner’s eyes only', async () => {
    const path = join(folder, 'out.json');
    const objects = [rawCustomer(), rawInvoice(), rawCharge()];
    const gaps = [{ message: 'The disputes could not be read.', could_hold_money: true, scope: 'ch_1' }];
    await writeHistoryFile(path, { ...facts, objects, gaps });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const file = await readHistoryFile(path);
    expect(file.objects).toEqual(JSON.parse(JSON.stringify(objects)));
    expect(file).toMatchObject({ ...facts, gaps, ticket: null, policy: null });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({
      format: 'billing-check/history@1',
      exported_at: '2026-11-20T09:00:00Z',
    });
  });

  it('leaves secrets out, however deep', async () => {
    const path = join(folder, 'secrets.json');
    const intent = rawIntent({ client_secret: 'pi_1_secret_A' });
    const invoice = rawInvoice({
      confirmation_secret: { client_secret: 'pi_1_secret_B' },
      payment_intent: intent,
    });
    await writeHistoryFile(path, { ...facts, objects: [intent, invoice] });
    expect(readFileSync(path, 'utf8')).not.toContain('secret');
    expect((await readHistoryFile(path)).objects).toHaveLength(2);
  });

  it('replaces a file whole or not at all', async () => {
    const path = join(folder, 'kept.json');
    await writeHistoryFile(path, { ...facts, objects: [rawCustomer()] });
    const before = readFileSync(path, 'utf8');
    const unwritable = {
      toJSON: () => {
        throw new Error('half way');
      },
    };
    await expect(
      writeHistoryFile(path, { ...facts, objects: [rawCustomer({ id: 'cus_New' }), unwritable] }),
    ).rejects.toThrow('half way');
    expect(readFileSync(path, 'utf8')).toBe(before);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    await writeHistoryFile(path, { ...facts, objects: [rawCustomer({ id: 'cus_New' })] });
    expect(readFileSync(path, 'utf8')).toContain('cus_New');
  });

  it('says why nothing was written', async () => {
    const to = (path: string) => writeHistoryFile(path, { ...facts, objects: [] });
    await expect(to(join(folder, 'no', 'such', 'place.json'))).rejects.toThrow(
      /cannot be written: its directory does not exist\.$/,
    );
    await expect(to(folder)).rejects.toThrow(/is not a plain file, so nothing was written/);
    const link = join(folder, 'link.json');
    symlinkSync('/dev/null', link);
    await expect(to(link)).rejects.toThrow(HistoryFileError);
    await expect(to(join(write('x', 'plain'), 'inside.json'))).rejects.toThrow(/its directory is a file/);
    if (process.getuid?.() !== 0) {
      const locked = join(folder, 'locked');
      mkdirSync(locked);
      chmodSync(locked, 0o500);
      await expect(to(join(locked, 'x.json'))).rejects.toThrow(/you may not write there/);
    }
  });
});

const RECORDED = fileURLToPath(new URL('../../../shared/data/stripe/recorded/', import.meta.url));
describe.runIf(existsSync(RECORDED))('the recordings of the real API', () => {
  it.each(existsSync(RECORDED) ? readdirSync(RECORDED) : [])('%s is read whole', async (name) => {
    const file = await readHistoryFile(join(RECORDED, name));
    const { resolution, history } = await createFileReader(file).read(
      { text: '', from_ticket: false },
      ASKED,
    );
    expect(resolution).toMatchObject({ kind: 'resolved', matched_by: 'id', verified: true });
    expect(history?.gaps).toEqual([]);
    expect(history?.charges.length).toBeGreaterThan(0);
  });
});

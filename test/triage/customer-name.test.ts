import { expect, test } from 'vitest';
import { customerName } from '../../src/triage/customer-name.ts';

const nameOf = (name: string | null, email: string | null = null) => customerName({ name, email });

test.each([
  ['Jane Roe', 'jane@acme.example', 'Jane', 'Jane Roe'],
  ['Jane Roe', null, 'Jane', 'Jane Roe'],
  ['Dr. Jürgen Müller', 'info@praxis.example', 'Jürgen', 'Jürgen Müller'],
  ['Anne-Marie O’Neill', 'am.oneill@mail.example', 'Anne-Marie', 'Anne-Marie O’Neill'],
  ['Ludwig van der Berg', 'lvdb@mail.example', 'Ludwig', 'Ludwig van der Berg'],
  ['Jane', 'jane.roe@mail.example', 'Jane', 'Jane'],
  ['  Jane \u202e Roe ', 'jane@acme.example', 'Jane', 'Jane Roe'],
])('%j <%s> is greeted', (name, email, first, full) => {
  expect(nameOf(name, email)).toEqual({ first, full });
});

test.each([
  [null, 'jane@acme.example'],
  ['', null],
  ['Acme', 'jane@acme.example'],
  ['Acme GmbH', 'jane@acme.example'],
  ['Acme Widgets', 'jane@acmewidgets.example'],
  ['Blue Sky Consulting', 'jane@bluesky.example'],
  ['Accounts Payable', 'ap@acme.example'],
  ['Test Customer', 'test@acme.example'],
  ['jane@acme.example', 'jane@acme.example'],
  ['Roe, Jane', 'jane@acme.example'],
  ['jane roe', 'x@mail.example'],
  ['IBM DEUTSCHLAND', 'x@mail.example'],
  ['User 42', 'user42@mail.example'],
  ['山田 太郎', 'yamada@mail.example'],
  ['Click http://evil.example Now', 'x@mail.example'],
  ['Jane '.repeat(30), 'jane@mail.example'],
])('%j <%s> is not', (name, email) => {
  expect(nameOf(name, email)).toBeNull();
});

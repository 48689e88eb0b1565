// Loaded into the server's process alone (`--import`), so that it dies at exactly one place: it looks at what each
// transaction writes and at what leaves for Stripe, and kills itself there, once. The server itself knows nothing of it.
//
// KILL_AT='before-commit FACT', 'after-commit FACT': right before or after the COMMIT of a transaction that wrote it.
// KILL_AT='before-write', 'half-write': of a request that changes something in Stripe, no byte or half of it has left.
// A FACT is `audit:KIND`, `audit:KIND:PREFIX` (of the id it is about), `job:TYPE`, `request:ACT` (of a click about a
// correction), `correction:STATE` or `effect:STATE`; `FACT#2` is the second transaction that writes it.
import { Socket } from 'node:net';
import { isMainThread } from 'node:worker_threads';
import Database from 'better-sqlite3';

const CHANGES_STRIPE =
  /^(?:POST \/v1\/(?:refunds|credit_notes|invoices\/\w+\/void|customers\/\w+\/balance_transactions|subscriptions\/\w+|subscription_items\/\w+|payment_intents\/\w+\/cancel)|DELETE \/v1\/subscriptions\/\w+)(?:\?\S*)? HTTP\/1\.1\r\n/;
const END_OF_HEADERS = '\r\n\r\n';
const TEN_MINUTES_MS = 600_000;

if (isMainThread) {
  letTimePass();
  const [place = '', wanted = ''] = (process.env['KILL_AT'] ?? '').split(' ');
  if (place === 'before-commit' || place === 'after-commit') dieAtCommit(place, wanted);
  if (place === 'before-write' || place === 'half-write') dieAtWrite(place);
}

function die() {
  process.kill(process.pid, 'SIGKILL');
}

/** Each SIGUSR2 moves the wall clock of this process on, so that what waits for minutes is due. */
function letTimePass() {
  const now = Date.now;
  let passedMs = 0;
  process.on('SIGUSR2', () => {
    passedMs += TEN_MINUTES_MS;
  });
  Date.now = () => now() + passedMs;
}

function dieAtCommit(place, wanted) {
  const [fact, nth = '1'] = wanted.split('#');
  let left = Number(nth);
  let written = new Set();
  const statement = Object.getPrototypeOf(new Database(':memory:').prepare('SELECT 1'));
  for (const method of ['run', 'get', 'all']) {
    const original = statement[method];
    statement[method] = function (...params) {
      const sql = this.source;
      const isCommit = /^\s*commit/i.test(sql);
      if (/^\s*(?:begin|rollback)\s*(?:immediate)?\s*$/i.test(sql)) written = new Set();
      if (isCommit && written.has(fact)) left -= 1;
      const isHere = isCommit && written.has(fact) && left === 0;
      if (isHere && place === 'before-commit') die();
      const result = original.apply(this, params);
      if (isHere) die();
      for (const one of factsOf(sql, params)) written.add(one);
      return result;
    };
  }
}

/** What one statement writes, as far as anybody wants to die there. */
function factsOf(sql, params) {
  const row = insertedBy(sql, params) ?? updatedBy(sql, params);
  if (row === null) return [];
  const { table, values } = row;
  switch (table) {
    case 'audit':
      return [
        `audit:${values.get('kind')}`,
        `audit:${values.get('kind')}:${String(values.get('subject')).split('_')[0]}`,
      ];
    case 'job':
      return values.has('type') ? [`job:${values.get('type')}`] : [];
    case 'slack_request':
      return values.has('kind') ? [`request:${String(values.get('subject')).split(' ')[0]}`] : [];
    case 'correction':
    case 'correction_effect':
      return values.has('state')
        ? [`${table === 'correction' ? table : 'effect'}:${values.get('state')}`]
        : [];
    default:
      return [];
  }
}

function insertedBy(sql, params) {
  const found = /^\s*insert into "?(\w+)"?\s*\(([^)]*)\)\s*values\s*\(([^)]*)\)/i.exec(sql);
  if (found === null) return null;
  const [, table, columns, marks] = found;
  const given = params[Symbol.iterator]();
  const written = marks.split(',').map((mark) => (mark.trim() === '?' ? given.next().value : undefined));
  const names = columns.split(',').map((name) => name.trim().replaceAll('"', ''));
  return { table, values: new Map(names.map((name, place) => [name, written[place]])) };
}

function updatedBy(sql, params) {
  const found = /^\s*update "?(\w+)"?\s+set\s+(.*?)\s+where\s/is.exec(sql);
  if (found === null) return null;
  const [, table, assignments] = found;
  const given = params[Symbol.iterator]();
  const values = new Map();
  for (const [, name, value] of assignments.matchAll(/"?(\w+)"?\s*=\s*([^,]+)/g))
    values.set(name, value.trim() === '?' ? given.next().value : undefined);
  return { table, values };
}

function dieAtWrite(place) {
  const { write } = Socket.prototype;
  const halves = new WeakSet();
  Socket.prototype.write = function (chunk, ...rest) {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('latin1');
    const begins = CHANGES_STRIPE.test(text);
    if (!begins && !halves.has(this)) return write.call(this, chunk, ...rest);
    if (place === 'before-write') die();
    const body = begins ? text.indexOf(END_OF_HEADERS) + END_OF_HEADERS.length : 0;
    // The headers went alone: the body that follows is the part to be cut.
    if (begins && body === text.length && !/^DELETE/.test(text)) {
      halves.add(this);
      return write.call(this, chunk, ...rest);
    }
    const cut =
      body === text.length ? Math.floor(text.length / 2) : body + Math.floor((text.length - body) / 2);
    return write.call(this, Buffer.from(text.slice(0, cut), 'latin1'), () => die());
  };
}

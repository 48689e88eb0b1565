import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ticket } from '../analysis/ticket/ticket.ts';
import { createInlineAnalyst } from '../analyst/inline-analyst.ts';
import { type CheckOutcome, checkCustomer } from '../check/check-customer.ts';
import type { HistoryReader } from '../check/ports.ts';
import { isVariant, type WordingWish } from '../check/wording-wish.ts';
import type { Config } from '../config.ts';
import { loadPolicy } from '../policy/load-policy.ts';
import { parseMoment } from '../policy/moment.ts';
import { createFileReader, readHistoryFile } from '../stripe/history-file.ts';
import { createStripeReader } from '../stripe/stripe-reader.ts';
import { createWriters } from '../triage/create-writer.ts';
import { EXIT, type ExitStatus, type Terminal, UsageError, warnOn } from './exit.ts';
import { explain } from './explain-error.ts';
import { readTicketFile } from './read-ticket-file.ts';
import { readZendeskTicket } from './read-zendesk-ticket.ts';
import { renderReport } from './report.ts';

export interface CheckOptions {
  readonly from?: string;
  readonly ticket?: string;
  readonly asOf?: string;
  readonly json?: boolean;
  /** False with `--no-ai`: the deterministic writer does the text whatever keys are set. */
  readonly ai: boolean;
  readonly policy?: string;
  /** How the reply is to be: `shorter`, `warmer` or `firmer`. */
  readonly variant?: string;
  /** Of the reply, BCP 47. */
  readonly language?: string;
}

/** `billing-check check [QUERY]`: the main job for one customer, or for every history file of a directory. */
export async function runCheck(
  query: string | undefined,
  options: CheckOptions,
  config: Config,
  terminal: Terminal,
): Promise<ExitStatus> {
  // What is asked for wrongly is told before anything is read.
  wishOf(options);
  if (options.from === undefined) return checkLive(query, options, config, terminal);
  const kind = await stat(options.from).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      `${options.from} cannot be read (${error.code}): give a history file or a directory with --from.`,
    );
  });
  if (kind.isDirectory()) return checkDirectory(query, options.from, options, config, terminal);
  const outcome = await checkFile(query, options.from, options, config, terminal);
  print(outcome, options, terminal);
  return statusOf(outcome);
}

async function checkLive(
  query: string | undefined,
  options: CheckOptions,
  config: Config,
  terminal: Terminal,
): Promise<ExitStatus> {
  if (query === undefined) {
    throw new UsageError(
      'Say whom to check: a Stripe id, an e-mail address, ticket:ID, or a file with --from FILE.',
    );
  }
  const { readKey, apiBase } = config.stripe;
  if (readKey === null) {
    throw new UsageError(
      'STRIPE_READ_KEY is not set: put a restricted read-only key in it, or use --from FILE.',
    );
  }
  const policy = await loadPolicy({ file: options.policy ?? config.policyFile ?? undefined });
  const asked = await whoIsMeant(query, options, config);
  const outcome = await checkCustomer(
    {
      ...(await parts(terminal, options, config)),
      reader: createStripeReader({ apiKey: readKey, apiBase, onWarning: warnOn(terminal) }),
    },
    { ...asked, policy, asOf: momentOf(options) ?? terminal.now(), wish: wishOf(options) },
  );
  print(outcome, options, terminal);
  return statusOf(outcome);
}

async function whoIsMeant(
  query: string,
  options: CheckOptions,
  config: Config,
): Promise<{ query: string; from_ticket: boolean; ticket: Ticket | null }> {
  const ticketId = /^ticket:(\d{1,20})$/.exec(query)?.[1];
  const words = options.ticket === undefined ? null : await readTicketFile(options.ticket);
  if (ticketId === undefined) {
    if (!query.startsWith('ticket:')) return { query, from_ticket: false, ticket: words };
    throw new UsageError(`${JSON.stringify(query.slice(0, 60))} names no ticket: write e.g. ticket:5158.`);
  }
  const ticket = await readZendeskTicket(ticketId, config);
  if (ticket.requester_email === null) {
    throw new UsageError(
      `The requester of ticket ${ticketId} has no e-mail address: check with a Stripe id instead.`,
    );
  }
  return { query: ticket.requester_email, from_ticket: true, ticket: words ?? ticket };
}

async function checkFile(
  query: string | undefined,
  path: string,
  options: CheckOptions,
  config: Config,
  terminal: Terminal,
): Promise<CheckOutcome> {
  const file = await readHistoryFile(path);
  const policy = await loadPolicy({
    file: options.policy ?? config.policyFile ?? undefined,
    embedded: file.policy,
  });
  const ticket = options.ticket === undefined ? file.ticket : await readTicketFile(options.ticket);
  const reader = createFileReader(file);
  const request = { ticket, policy, asOf: momentOf(options) ?? file.exported_at, wish: wishOf(options) };
  const judging = await parts(terminal, options, config);
  const check = (from: HistoryReader, text: string, from_ticket: boolean): Promise<CheckOutcome> =>
    checkCustomer({ ...judging, reader: from }, { ...request, query: text, from_ticket });
  if (query !== undefined) return check(reader, query, false);
  const requester = ticket?.requester_email ?? null;
  if (requester === null) return check(reader, '', false);
  const byRequester = await check(reader, requester, true);
  if (byRequester.resolution.kind !== 'not_found') return byRequester;
  // Whoever wrote, the file holds one customer only; that it is theirs is not proved.
  const only = await check(reader, '', true);
  return only.resolution.kind === 'resolved' ? only : byRequester;
}

async function checkDirectory(
  query: string | undefined,
  folder: string,
  options: CheckOptions,
  config: Config,
  terminal: Terminal,
): Promise<ExitStatus> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  if (files.length === 0)
    throw new UsageError(`${folder} holds no *.json file: give a directory of history files.`);
  let status: ExitStatus = EXIT.ok;
  for (const file of files) {
    try {
      const outcome = await checkFile(query, join(folder, file), options, config, terminal);
      if (options.json === true) terminal.out(`${JSON.stringify({ file, ...outcome.result })}\n`);
      else {
        terminal.out(`== ${file}\n`);
        print(outcome, options, terminal);
      }
      if (status === EXIT.ok) status = statusOf(outcome);
    } catch (error) {
      const { message } = explain(error);
      status = EXIT.usage;
      if (options.json === true) terminal.out(`${JSON.stringify({ file, error: message })}\n`);
      terminal.err(`${file}: ${message}\n`);
    }
  }
  return status;
}

async function parts(terminal: Terminal, { ai }: CheckOptions, { anthropic }: Config) {
  const { writer } = await createWriters(ai ? anthropic : { apiKey: null, baseUrl: null });
  return {
    analyst: createInlineAnalyst(({ rule, error }) =>
      terminal.err(`The rule ${rule} failed and was skipped: ${error}\n`),
    ),
    writer,
  };
}

function momentOf({ asOf }: CheckOptions): number | null {
  if (asOf === undefined) return null;
  const moment = parseMoment(asOf, 'UTC');
  if (moment === null)
    throw new UsageError(`--as-of ${asOf} is no ISO 8601 moment: write e.g. 2026-11-20T09:00:00Z.`);
  return moment;
}

function wishOf({ variant, language }: CheckOptions): WordingWish | null {
  if (variant !== undefined && !isVariant(variant))
    throw new UsageError(`--variant ${variant} is not known: write shorter, warmer or firmer.`);
  if (language !== undefined && !/^[a-z]{2,3}(?:[-_][a-z]{2,4})*$/i.test(language))
    throw new UsageError(`--language ${language} names no language: write e.g. fr or de-CH.`);
  return variant === undefined && language === undefined
    ? null
    : { variant: variant ?? null, language: language ?? null };
}

function print(outcome: CheckOutcome, options: CheckOptions, terminal: Terminal): void {
  if (options.json === true) terminal.out(`${JSON.stringify(outcome.result, null, 2)}\n`);
  else {
    terminal.out(
      renderReport(outcome.result, {
        color: terminal.isTTY,
        width: terminal.columns,
        livemode: outcome.livemode,
      }),
    );
  }
  if (outcome.resolution.kind === 'not_found' || outcome.resolution.kind === 'deleted') {
    terminal.err(`${outcome.resolution.message}\n`);
  }
  if (outcome.resolution.kind === 'ambiguous') {
    const ids = outcome.resolution.customers.map((customer) => customer.id);
    terminal.err(`${ids.length} customers match; check one of them by id: ${ids.slice(0, 10).join(', ')}.\n`);
  }
}

function statusOf({ resolution }: CheckOutcome): ExitStatus {
  return resolution.kind === 'resolved' ? EXIT.ok : EXIT.customer;
}

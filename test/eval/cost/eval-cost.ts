import { parseArgs } from 'node:util';
import { renderCost, summariseCost } from './cost-report.ts';
import { ledgerTickets } from './ledger-tickets.ts';
import { priceTickets } from './price-tickets.ts';

// `npm run eval:cost -- [--tickets 200] [--seed tickets] [--json]`: what the texts of the ledger's tickets cost.
const { values } = parseArgs({
  options: {
    tickets: { type: 'string', default: '200' },
    seed: { type: 'string', default: 'tickets' },
    json: { type: 'boolean', default: false },
  },
});
const tickets = Number(values.tickets);
if (!Number.isInteger(tickets) || tickets < 1) {
  process.stderr.write('--tickets takes a whole number of at least 1.\n');
  process.exit(2);
}
const summary = summariseCost(await priceTickets(ledgerTickets(values.seed, tickets)));
process.stdout.write(values.json ? `${JSON.stringify(summary, null, 2)}\n` : renderCost(summary));
process.exitCode = summary.failures.length === 0 ? 0 : 1;

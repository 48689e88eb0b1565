import { setTimeout as sleep } from 'node:timers/promises';
import { faults } from '../../src/sandbox/fault-injection.ts';
import type { BrowserWorld, OpenOptions, OpenTicket } from './browser-setup.ts';
import { PLAIN, TWINS } from './more-customers.ts';

/** One state of the app: how it is reached, and what on the page says so (a key of the translations). */
export interface State {
  readonly name: string;
  readonly sign: string;
  open(world: BrowserWorld, options: OpenOptions): Promise<OpenTicket>;
}

const stored =
  (key: string): State['open'] =>
  async (world, options) =>
    world.openTicket(await world.checked(key), options);

type Stage = 'proposed' | 'executed';
const HEROES: Readonly<Record<Stage, string>> = {
  proposed: 'duplicate-charge',
  executed: 'taxed-though-exempt',
};
/** The tickets with corrections of a world: what is proposed once is not proposed again. */
const settled = new WeakMap<BrowserWorld, Map<Stage, string>>();

/** A correction on its way: proposed by the agent, then approved by finance and carried out. */
const corrected =
  (until: Stage): State['open'] =>
  async (world, options) => {
    const known = settled.get(world) ?? new Map<Stage, string>();
    settled.set(world, known);
    const before = known.get(until);
    if (before !== undefined) return world.openTicket(before, options);
    const ticketId = await world.checked(HEROES[until]);
    await world.checked(`ticket:${ticketId}`);
    const opened = await world.openTicket(ticketId, options);
    const confirm = opened.app.locator('button[data-act="confirm"]');
    await confirm.click();
    await confirm.waitFor({ state: 'detached' });
    await opened.app.locator('button[data-act="propose"]').first().click();
    await opened.app.locator('article[data-state="proposed"]').waitFor();
    known.set(until, ticketId);
    if (until === 'proposed') return opened;
    for (const { id } of await world.sidebar.corrections(ticketId)) await world.approve(id);
    await opened.app.locator('article[data-state="executed"]').waitFor({ timeout: 20_000 });
    return opened;
  };

export const STATES: readonly State[] = [
  { name: 'billing-error', sign: 'verdict.billing_error', open: stored('duplicate-charge') },
  { name: 'correction-proposed', sign: 'state.proposed', open: corrected('proposed') },
  { name: 'correction-executed', sign: 'history.title', open: corrected('executed') },
  {
    name: 'feedback',
    sign: 'feedback.about',
    async open(world, options) {
      const opened = await world.openTicket(await world.checked('card-hold'), options);
      await opened.app.getByRole('button', { name: 'No', exact: true }).click();
      return opened;
    },
  },
  { name: 'confusing', sign: 'verdict.valid_but_confusing', open: stored('card-hold') },
  {
    name: 'nothing-found',
    sign: 'verdict.no_anomaly',
    open: async (world, options) =>
      world.openTicket(await world.checked(`ticket:${world.ticketFrom(PLAIN)}`), options),
  },
  {
    name: 'no-such-customer',
    sign: 'verdict.cannot_tell',
    open: async (world, options) =>
      world.openTicket(await world.checked(`ticket:${world.ticketFrom('nobody@nowhere.example')}`), options),
  },
  {
    name: 'chooser',
    sign: 'customer.chooseTitle',
    open: async (world, options) =>
      world.openTicket(await world.checked(`ticket:${world.ticketFrom(TWINS)}`), options),
  },
  {
    name: 'incomplete',
    sign: 'incomplete.title',
    async open(world, options) {
      const fault = world.sidebar.stripe.faults.add({
        route: 'GET /v1/charges',
        fault: faults.serverError(500),
      });
      try {
        return await world.openTicket(await world.checked('duplicate-charge'), options);
      } finally {
        fault.off();
      }
    },
  },
  {
    name: 'not-billing',
    sign: 'unchecked.notBillingTitle',
    open: (world, options) => world.openTicket(world.ticketFrom(PLAIN), options),
  },
  {
    name: 'not-checked',
    sign: 'unchecked.title',
    open: (world, options) => world.openTicket(world.ticketFrom(PLAIN, { tags: ['billing'] }), options),
  },
  {
    name: 'checking',
    sign: 'loading.title',
    async open(world, options) {
      const agent = world.addAgent();
      const session = await world.sidebar.open(agent);
      const ticketId = world.ticket('missing-discount');
      world.sidebar.stripe.faults.add({
        route: 'GET /v1/invoices',
        fault: faults.hang(),
        calls: 'first',
      });
      await world.sidebar.api('POST', `/api/sidebar/tickets/${ticketId}/checks`, { session });
      return world.openTicket(ticketId, options);
    },
  },
  {
    name: 'forbidden',
    sign: 'trouble.forbiddenTitle',
    open(world, options) {
      const as = world.sidebar.zendesk.addUser({
        name: 'Only their own',
        email: null,
        role: 'agent',
        ticket_restriction: 'assigned',
      });
      return world.openTicket(world.ticketFrom(PLAIN), { ...options, as });
    },
  },
  {
    name: 'no-such-ticket',
    sign: 'trouble.missingTitle',
    open: (world, options) => world.openTicket('999999', options),
  },
  {
    name: 'expired',
    sign: 'trouble.expiredTitle',
    async open(world, options) {
      const opened = await world.openTicket(await world.checked('card-hold'), options);
      await opened.app.getByRole('heading', { level: 1 }).waitFor();
      world.sidebar.advance(31 * 60);
      // The app may find out by itself meanwhile, and then there is nothing to press: what it says is looked for after.
      await opened.app
        .getByRole('button')
        .first()
        .click({ timeout: 3_000 })
        .catch(() => undefined);
      return opened;
    },
  },
  {
    name: 'unreachable',
    sign: 'trouble.unreachableTitle',
    async open(world, options) {
      const ticketId = await world.checked('card-hold');
      const opened = await world.openTicket(ticketId, { ...options, offline: true });
      await sleep(300);
      return opened;
    },
  },
];

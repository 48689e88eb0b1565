import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { type BrowserWorld, composer, inApp, type OpenTicket, startBrowserWorld } from './browser-setup.ts';
import { HOSTILE, moreCustomers } from './more-customers.ts';

let world: BrowserWorld;
beforeAll(async () => {
  world = await startBrowserWorld(moreCustomers);
});
afterAll(() => world.close());

async function opened(ticketId: string, hostOrigin?: string): Promise<OpenTicket> {
  const options = { as: world.addAgent(), ...(hostOrigin === undefined ? {} : { hostOrigin }) };
  const ticket = await world.openTicket(ticketId, options);
  onTestFinished(() => ticket.context.close());
  return ticket;
}

it('shows a name that is an attack as text, and asks nobody else for anything', async () => {
  const ticketId = await world.checked(`ticket:${world.ticketFrom(HOSTILE)}`);
  const asked: string[] = [];
  const ticket = await world.openTicket(ticketId, { as: world.addAgent() });
  onTestFinished(() => ticket.context.close());
  ticket.page.on('request', (request) => asked.push(new URL(request.url()).hostname));
  await ticket.app.getByRole('button', { name: 'Check again' }).waitFor();
  const main = ticket.app.locator('main');
  const text = await main.innerText();
  expect(text).toContain('<img src=x onerror=alert(1)>');
  expect(text).toContain('![x](https://evil.example/?d=1)');
  expect(text).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
  expect(await main.locator('img, script').count()).toBe(0);
  await ticket.app.getByRole('button', { name: 'Insert as public reply' }).click();
  await ticket.app.getByText('Inserted into the composer.').waitFor();
  expect((await composer(ticket)).text).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
  expect(asked.filter((host) => host !== '127.0.0.1')).toEqual([]);
  expect(ticket.complaints).toEqual([]);
});

it('is not shown in a frame of anybody else', async () => {
  const ticketId = await world.checked('card-hold');
  const ticket = await opened(ticketId, 'https://evil.example');
  await ticket.page.waitForTimeout(1_000);
  expect(ticket.complaints.join('\n')).toContain('frame-ancestors');
  expect(await ticket.app.locator('#app').count()).toBe(0);
});

it('does not hear messages of others, nor of its own window', async () => {
  const ticketId = await world.checked('card-hold');
  const other = await world.checked('duplicate-charge');
  const ticket = await opened(ticketId);
  await ticket.app.getByRole('heading', { name: 'Drafted reply' }).waitFor();
  const before = await ticket.app.locator('main').innerText();
  const forged = {
    key: 'zaf.app.registered',
    message: { metadata: {}, context: { ticketId: Number(other), instanceGuid: 'app-guid-1' } },
  };
  // From a sibling frame of another origin, and from the app's own window.
  await ticket.page.route('https://evil.example/*', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<script>setInterval(() => {
        parent.frames[0].postMessage(${JSON.stringify(JSON.stringify(forged))}, '*');
        parent.frames[0].postMessage(${JSON.stringify({ key: 'zaf.app.deactivated' })}, '*');
        parent.frames[0].postMessage('{"key":"zaf.colorScheme.changed","message":"dark"}', '*');
      }, 50)</script>`,
    }),
  );
  await ticket.page.evaluate(
    `document.body.append(Object.assign(document.createElement('iframe'), { src: 'https://evil.example/' }))`,
  );
  await inApp(ticket, `window.postMessage('{"key":"zaf.colorScheme.changed","message":"dark"}', '*')`);
  await ticket.page.waitForTimeout(600);
  const app = ticket.page.frameLocator('iframe[name="app"]');
  expect(await app.locator('main').innerText()).toBe(before);
  const scheme = () => inApp(ticket, 'getComputedStyle(document.documentElement).colorScheme');
  expect(await scheme()).toBe('light');
  await ticket.page.evaluate(`window.desk.host.emit('colorScheme.changed', 'dark')`);
  await expect.poll(scheme).toBe('dark');
});

it('runs nothing that is not its own, and keeps no secret but the session', async () => {
  const ticket = await opened(await world.checked('card-hold'));
  await ticket.app.getByRole('heading', { name: 'Drafted reply' }).waitFor();
  const ran = await inApp<boolean>(
    ticket,
    `new Promise((resolve) => {
      const script = document.createElement('script');
      try { script.text = 'window.ran = true'; } catch { /* trusted types */ }
      document.head.append(script);
      setTimeout(() => resolve(window.ran === true), 100);
    })`,
  );
  expect(ran).toBe(false);
  expect(await inApp(ticket, 'localStorage.length + sessionStorage.length + document.cookie.length')).toBe(0);
});

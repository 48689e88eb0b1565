import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { faults, type SandboxServer, startSandboxServer } from '../../src/sandbox/fault-injection.ts';

let server: SandboxServer;
let handled: string[];

beforeEach(async () => {
  handled = [];
  server = await startSandboxServer({
    handler: (request) => {
      handled.push(`${request.method} ${request.path}`);
      if (request.path === '/broken') throw new Error('handler failed');
      return {
        status: 200,
        headers: { 'x-own': 'yes' },
        body: { items: ['one', 'two'], path: request.path },
      };
    },
    onFailure: (status, message) => ({ status, body: { message } }),
  });
});
afterEach(() => server.close());

const get = (path: string, init?: RequestInit): Promise<Response> => fetch(server.url + path, init);

describe('an untroubled server', () => {
  test('answers with what the handler returns and logs the request', async () => {
    const response = await get('/a/b?x=1', { headers: { authorization: 'Bearer secret-key' } });
    expect(response.status).toBe(200);
    expect(response.headers.get('x-own')).toBe('yes');
    expect(await response.json()).toEqual({ items: ['one', 'two'], path: '/a/b' });
    expect(server.requests).toHaveLength(1);
    const [logged] = server.requests;
    expect(logged).toMatchObject({ method: 'GET', path: '/a/b', query: 'x=1', status: 200, fault: null });
    expect(logged?.auth).toMatch(/^[0-9a-f]{12}$/);
    expect(JSON.stringify(server.requests)).not.toContain('secret-key');
  });

  test('reports a handler that throws instead of dying', async () => {
    const response = await get('/broken');
    expect(response.status).toBe(500);
    expect(((await response.json()) as { message: string }).message).toContain('handler failed');
  });

  test('refuses a body over the limit', async () => {
    const response = await get('/a', { method: 'POST', body: 'x'.repeat(4 * 1024 * 1024 + 1) });
    expect(response.status).toBe(413);
    expect(handled).toEqual([]);
  });

  test('refuses to start on a port that is taken', async () => {
    await expect(
      startSandboxServer({
        handler: () => ({ status: 200 }),
        onFailure: (status) => ({ status }),
        port: server.port,
      }),
    ).rejects.toThrow('EADDRINUSE');
  });
});

describe('faults', () => {
  test('strike only the first call, only the numbered calls, or all until switched off', async () => {
    server.faults.add({ route: 'GET /first', fault: faults.serverError(), calls: 'first' });
    server.faults.add({ route: 'GET /some', fault: faults.serverError(503, 2), calls: [2, 3] });
    const all = server.faults.add({ route: /^GET \/all/, fault: faults.rateLimited(7) });
    const statuses = async (path: string): Promise<number[]> => [
      (await get(path)).status,
      (await get(path)).status,
      (await get(path)).status,
      (await get(path)).status,
    ];
    expect(await statuses('/first')).toEqual([500, 200, 200, 200]);
    expect(await statuses('/some')).toEqual([200, 503, 503, 200]);
    expect(await statuses('/all/x')).toEqual([429, 429, 429, 429]);
    expect((await get('/all')).headers.get('retry-after')).toBe('7');
    expect(all.struck).toBe(5);
    all.off();
    expect((await get('/all')).status).toBe(200);
  });

  test('match a route by method, parameter and trailing star', async () => {
    server.faults.add({ route: 'POST /v1/things/:id/*', fault: faults.rateLimited() });
    expect((await get('/v1/things/1/a/b')).status).toBe(200);
    const struck = await get('/v1/things/1/a/b', { method: 'POST' });
    expect(struck.status).toBe(429);
    expect(struck.headers.get('retry-after')).toBeNull();
    expect((await get('/v1/things/1', { method: 'POST' })).status).toBe(200);
    expect((await get('/x/v1/things/1/a', { method: 'POST' })).status).toBe(200);
  });

  test('reset before the handler leaves no effect, after it leaves one', async () => {
    const before = server.faults.add({ route: '/x', fault: faults.reset('before') });
    await expect(get('/x')).rejects.toThrow();
    expect(handled).toEqual([]);
    before.off();
    server.faults.add({ route: '/x', fault: faults.reset('after') });
    await expect(get('/x')).rejects.toThrow();
    expect(handled).toEqual(['GET /x']);
    expect(server.requests.at(-1)).toMatchObject({ fault: 'reset', status: null, ended_ms: null });
  });

  test('hang until the caller gives up', async () => {
    server.faults.add({ route: '/x', fault: faults.hang() });
    await expect(get('/x', { signal: AbortSignal.timeout(50) })).rejects.toThrow();
    expect(handled).toEqual([]);
  });

  test('cut JSON short with and without a broken connection', async () => {
    const whole = JSON.stringify({ items: ['one', 'two'], path: '/x' });
    const complete = server.faults.add({ route: '/x', fault: faults.truncated('complete') });
    expect(await (await get('/x')).text()).toBe(whole.slice(0, Math.floor(whole.length / 2)));
    complete.off();
    server.faults.add({ route: '/x', fault: faults.truncated('broken') });
    await expect(get('/x').then((response) => response.text())).rejects.toThrow();
  });

  test('send another schema or an HTML page', async () => {
    const wrong = server.faults.add({ route: '/x', fault: faults.wrongSchema() });
    expect(await (await get('/x')).json()).toEqual({ unexpected: ['shape'] });
    wrong.off();
    server.faults.add({ route: '/x', fault: faults.badGateway() });
    const page = await get('/x');
    expect([page.status, page.headers.get('content-type')]).toEqual([502, 'text/html']);
    server.faults.clear();
    expect((await get('/x')).status).toBe(200);
  });
});

test('latency is per route, runs in parallel and can be changed while the server runs', async () => {
  server.faults.setLatency(60);
  server.faults.setRouteLatency('GET /slow', (request) => (request.query.has('fast') ? 0 : 150));
  const took = async (path: string): Promise<number> => {
    const started = performance.now();
    await get(path).then((response) => response.arrayBuffer());
    return performance.now() - started;
  };
  expect(await took('/a')).toBeGreaterThanOrEqual(59);
  expect(await took('/slow')).toBeGreaterThanOrEqual(149);
  expect(await took('/slow?fast')).toBeLessThan(120);
  const started = performance.now();
  await Promise.all(Array.from({ length: 50 }, () => took('/a')));
  expect(performance.now() - started).toBeLessThan(1000);
});

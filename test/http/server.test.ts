import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../../db/errors.ts';
import { createRoutes, type Handler, type Route, type RouteOptions } from '../../src/http/routes.ts';
import { createHttpServer, type HttpServer, ListenError } from '../../src/http/server.ts';
import { createLogger } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';

const running: HttpServer[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.drain(100);
});

const echo: Handler = async ({ rawBody }) => ({ status: 202, body: { bytes: rawBody.length } });

async function started(options: Partial<RouteOptions> = {}, more: Route[] = []) {
  const lines: string[] = [];
  const metrics = createMetrics();
  const logger = createLogger({
    level: 'debug',
    destination: { write: (line: string) => void lines.push(line) },
    secrets: [],
  });
  const routes = createRoutes({
    zendeskWebhook: echo,
    notReady: async () => [],
    metrics,
    metricsToken: null,
    ...options,
  });
  const server = createHttpServer({
    port: 0,
    host: '127.0.0.1',
    routes: [...routes, ...more],
    logger,
    metrics,
  });
  await server.listen();
  running.push(server);
  const url = `http://127.0.0.1:${server.port}`;
  return { server, url, lines, metrics, port: server.port };
}

/** Sends bytes as they are and returns all that comes back until the server closes. */
function raw(port: number, write: (socket: ReturnType<typeof connect>) => void): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => write(socket));
    socket.on('data', (chunk) => {
      text += chunk.toString();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
  });
}

function get(
  url: string,
  headers: Record<string, string>,
): Promise<{ status: number; headers: IncomingHttpHeaders }> {
  return new Promise((resolve, reject) => {
    httpRequest(url, { headers }, (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, headers: response.headers });
    })
      .on('error', reject)
      .end();
  });
}

describe('health', () => {
  it('is alive, and ready when nothing speaks against it', async () => {
    const reasons: string[] = [];
    const { url } = await started({ notReady: async () => reasons });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ status: 'ready' });
    reasons.push('The disk is full.');
    const response = await fetch(`${url}/readyz`);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(await response.json()).toEqual({ status: 'not ready', reasons: ['The disk is full.'] });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });
});

describe('metrics', () => {
  it('are text for this machine, with requests counted by route', async () => {
    const { url } = await started();
    await fetch(`${url}/healthz`);
    await fetch(`${url}/no/such?secret=1`);
    const response = await fetch(`${url}/metrics`);
    const text = await response.text();
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=/);
    expect(text).toContain('billing_check_http_requests_total{route="/healthz",method="GET",status="200"} 1');
    expect(text).toContain('billing_check_http_requests_total{route="other",method="GET",status="404"} 1');
    expect(text).toContain('process_cpu_seconds_total');
    expect(text).not.toContain('secret');
  });

  it.each([
    { 'x-forwarded-for': '127.0.0.1' },
    { forwarded: 'for=127.0.0.1' },
    { via: '1.1 proxy' },
    { host: 'rebound.example.com' },
  ])('are refused to what comes through a proxy or under another name: %o', async (headers) => {
    const { url } = await started();
    expect((await get(`${url}/metrics`, headers)).status).toBe(403);
  });

  it('need the token when there is one, wherever the request comes from', async () => {
    const { url } = await started({ metricsToken: 'correct horse' });
    const status = async (authorization?: string) =>
      (await fetch(`${url}/metrics`, authorization === undefined ? {} : { headers: { authorization } }))
        .status;
    expect(await status()).toBe(401);
    expect(await status('Bearer wrong')).toBe(401);
    expect(await status('Bearer correct horse ')).toBe(200);
    expect(await status('Bearer correct horsf')).toBe(401);
    expect(await status('Basic correct horse')).toBe(401);
    expect(
      (await get(`${url}/metrics`, { authorization: 'Bearer correct horse', host: 'x.example' })).status,
    ).toBe(200);
  });
});

describe('routes', () => {
  it('answer what does not exist with a sentence', async () => {
    const { url } = await started();
    const missing = await fetch(`${url}/nothing`);
    expect(missing.status).toBe(404);
    expect(await missing.json()).toEqual({ error: 'There is nothing at this address.' });
    const wrong = await fetch(`${url}/zendesk/webhook`);
    expect(wrong.status).toBe(405);
    expect(wrong.headers.get('allow')).toBe('POST');
    expect(await wrong.json()).toEqual({ error: 'This address takes POST only.' });
    expect((await fetch(`${url}/healthz`, { method: 'HEAD' })).status).toBe(200);
    expect((await fetch(`${url}/__proto__`)).status).toBe(404);
  });

  it('leave out the webhook while Zendesk is not configured', async () => {
    const { url } = await started({ zendeskWebhook: null });
    expect((await fetch(`${url}/zendesk/webhook`, { method: 'POST' })).status).toBe(404);
  });

  it('hand the raw bytes to the webhook', async () => {
    let seen: Uint8Array = new Uint8Array();
    const { url } = await started({
      zendeskWebhook: async ({ rawBody, headers }) => {
        seen = rawBody;
        return { status: 200, headers: { 'x-seen': String(headers['x-zendesk-webhook-id']) } };
      },
    });
    const body = Buffer.from('{"a": 1}  \u0000\u2028é');
    const response = await fetch(`${url}/zendesk/webhook`, {
      method: 'POST',
      body,
      headers: { 'x-zendesk-webhook-id': 'w1' },
    });
    expect(Buffer.compare(seen, body)).toBe(0);
    expect(response.headers.get('x-seen')).toBe('w1');
    expect(response.headers.get('x-request-id')).toMatch(/^req_/);
    expect(await response.text()).toBe('');
  });

  it('answer 500 without details and log them under the same id', async () => {
    const { url, lines } = await started({
      zendeskWebhook: async () => {
        throw new Error('the inner workings');
      },
    });
    const response = await fetch(`${url}/zendesk/webhook`, { method: 'POST' });
    expect(response.status).toBe(500);
    const { error, request_id } = (await response.json()) as Record<string, string>;
    expect(error).not.toContain('inner');
    expect(response.headers.get('x-request-id')).toBe(request_id);
    const logged = lines.map((line) => JSON.parse(line)).find((entry) => entry.level === 'error');
    expect(logged).toMatchObject({ request: request_id, err: { message: 'the inner workings' } });
  });

  it('answer 503 with Retry-After when nothing can be stored', async () => {
    const { url } = await started({
      zendeskWebhook: async () => {
        throw new StoreUnavailable('The disk is full.');
      },
    });
    const response = await fetch(`${url}/zendesk/webhook`, { method: 'POST' });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await response.text()).not.toContain('disk');
  });
});

describe('limits', () => {
  it('refuse a body that is too large, announced or not, and serve the next request', async () => {
    const { url, port } = await started();
    const large = Buffer.alloc(3 * 1024 * 1024, 'x');
    const announced = await fetch(`${url}/zendesk/webhook`, { method: 'POST', body: large });
    expect(announced.status).toBe(413);
    expect(await announced.json()).toEqual({
      error: 'The body is larger than the 2097152 bytes this address takes.',
    });
    const chunked = await raw(port, (socket) => {
      socket.write('POST /zendesk/webhook HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n');
      const chunk = `${(65_536).toString(16)}\r\n${'y'.repeat(65_536)}\r\n`;
      const push = setInterval(() => {
        if (socket.destroyed || !socket.writable) clearInterval(push);
        else for (let n = 0; n < 16; n += 1) socket.write(chunk);
      }, 1);
    });
    expect(chunked).toMatch(/^HTTP\/1\.1 413 /);
    expect((await fetch(`${url}/zendesk/webhook`, { method: 'POST', body: 'ok' })).status).toBe(202);
  });

  it('keep no memory of a body of 50 MB and more', async () => {
    const { url } = await started();
    const before = process.memoryUsage().rss;
    const part = Buffer.alloc(64 * 1024);
    async function* endless() {
      for (let n = 0; n < 800; n += 1) yield part;
    }
    const init = { method: 'POST', body: endless(), duplex: 'half' } as unknown as RequestInit;
    const outcome = await fetch(`${url}/zendesk/webhook`, init).then(
      (response) => response.status,
      () => 'cut',
    );
    expect([413, 'cut']).toContain(outcome);
    expect(process.memoryUsage().rss - before).toBeLessThan(40 * 1024 * 1024);
  });

  it('refuse an encoded body and oversized headers', async () => {
    const { url, port } = await started();
    const encoded = await fetch(`${url}/zendesk/webhook`, {
      method: 'POST',
      body: 'x',
      headers: { 'content-encoding': 'gzip' },
    });
    expect(encoded.status).toBe(415);
    const headers = await raw(port, (socket) => {
      socket.write(`GET /healthz HTTP/1.1\r\nhost: x\r\n${'a: b\r\n'.repeat(10_000)}\r\n`);
    });
    expect(headers).toMatch(/^HTTP\/1\.1 431 [\s\S]*"The headers are too large\."/);
    const nonsense = await raw(port, (socket) => socket.write('\u0016\u0003\u0001 hello\r\n\r\n'));
    expect(nonsense).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('end connections that only trickle, while others are served', async () => {
    const { url, port } = await started();
    const from = performance.now();
    const trickle = (head: string) =>
      raw(port, (socket) => {
        socket.write(head);
        const drip = setInterval(() => (socket.destroyed ? clearInterval(drip) : socket.write('a')), 300);
      });
    const slow = Promise.all([
      trickle('GET /healthz HTTP/1.1\r\nx-slow: '),
      trickle('POST /zendesk/webhook HTTP/1.1\r\nhost: x\r\ncontent-length: 100000\r\n\r\n'),
    ]);
    await sleep(200);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const [headers, body] = await slow;
    expect(headers).toMatch(/^HTTP\/1\.1 408 /);
    expect(body).toMatch(/^HTTP\/1\.1 408 /);
    expect(performance.now() - from).toBeLessThan(13_000);
  }, 20_000);

  it('send a refused body no invitation', async () => {
    const { port } = await started();
    const refused = await raw(port, (socket) => {
      socket.write(
        'POST /zendesk/webhook HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 99999999\r\nconnection: close\r\n\r\n',
      );
    });
    expect(refused).toMatch(/^HTTP\/1\.1 413 /);
    const accepted = await raw(port, (socket) => {
      socket.write(
        'POST /zendesk/webhook HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 2\r\nconnection: close\r\n\r\n',
      );
      setTimeout(() => socket.write('ok'), 50);
    });
    expect(accepted).toMatch(/^HTTP\/1\.1 100 Continue[\s\S]*HTTP\/1\.1 202 /);
  });
});

describe('the port', () => {
  it('in use is one sentence', async () => {
    const { port, metrics } = await started();
    const logger = createLogger({ level: 'silent', secrets: [] });
    const second = createHttpServer({ port, host: '127.0.0.1', routes: [], logger, metrics });
    await expect(second.listen()).rejects.toThrow(
      new ListenError(
        `Port ${port} is already in use; stop the other program or set PORT to another number.`,
      ),
    );
  });
});

describe('drain', () => {
  it('lets running requests end and takes no new ones', async () => {
    const { server, url } = await started({
      zendeskWebhook: async () => {
        await sleep(300);
        return { status: 200 };
      },
    });
    const inFlight = fetch(`${url}/zendesk/webhook`, { method: 'POST' });
    await sleep(100);
    const drained = server.drain(5_000);
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
    const response = await inFlight;
    expect([response.status, response.headers.get('connection')]).toEqual([200, 'close']);
    const from = performance.now();
    await drained;
    expect(performance.now() - from).toBeLessThan(1_000);
  });

  it('cuts what does not end in time', async () => {
    const { server, url, lines } = await started({
      zendeskWebhook: () => sleep(60_000, { status: 200 }, { ref: false }),
    });
    const stuck = fetch(`${url}/zendesk/webhook`, { method: 'POST' });
    stuck.catch(() => undefined);
    await sleep(100);
    const from = performance.now();
    await server.drain(300);
    expect(performance.now() - from).toBeLessThan(1_500);
    await expect(stuck).rejects.toThrow();
    expect(lines.join('')).toContain('requests were cut off');
  });
});

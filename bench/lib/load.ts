import { Agent, request } from 'node:http';

export interface LoadRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface LoadResult {
  readonly perSecond: number;
  /** Milliseconds, sorted. */
  readonly latencies: readonly number[];
  readonly statuses: ReadonlyMap<number, number>;
}

/** Sends `requests` to `url` over `connections` kept-alive connections, as fast as answers come back. */
export async function load(
  url: string,
  requests: readonly LoadRequest[],
  connections: number,
): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const latencies: number[] = [];
  const statuses = new Map<number, number>();
  let next = 0;
  const from = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (;;) {
        const entry = requests[next];
        next += 1;
        if (entry === undefined) return;
        const sent = performance.now();
        const status = await post(url, entry, agent);
        latencies.push(performance.now() - sent);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    }),
  );
  const seconds = (performance.now() - from) / 1000;
  agent.destroy();
  return { perSecond: requests.length / seconds, latencies: latencies.sort((a, b) => a - b), statuses };
}

function post(url: string, { headers, body }: LoadRequest, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const sending = request(
      url,
      { method: 'POST', agent, headers: { ...headers, 'content-length': body.length } },
      (answer) => {
        answer.resume();
        answer.on('end', () => resolve(answer.statusCode ?? 0));
        answer.on('error', reject);
      },
    );
    sending.on('error', reject);
    sending.end(body);
  });
}

// Zendesk and Slack in a process of their own: `neighbours.ts`. `POST /ask` with a server's URL and a query lets a support
// agent type `/billing-check QUERY`; it answers when the agent sees the verdict.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startSlackSandbox, visibleText } from '../src/sandbox/slack/index.ts';
import { startZendeskSandbox } from '../src/sandbox/zendesk/index.ts';
import { BENCH_SLACK } from './lib/slack-load.ts';

const ANSWER_WAIT_MS = 120_000;
const manifest = JSON.parse(readFileSync(new URL('../manifest.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, unknown>
>;
const [zendesk, slack] = await Promise.all([
  startZendeskSandbox({ clientId: 'bench', clientSecret: 'bench-client-secret' }),
  startSlackSandbox({ ...BENCH_SLACK, manifest, rateLimits: { tiers: false } }),
]);
const identity = (await (
  await fetch(`${slack.url}auth.test`, {
    method: 'POST',
    headers: { authorization: `Bearer ${BENCH_SLACK.botToken}` },
  })
).json()) as { readonly team_id: string };

const control = createServer(async (request, response) => {
  const { searchParams } = new URL(request.url ?? '/', 'http://bench');
  slack.setRequestUrl(searchParams.get('server'));
  const { maya, support, agents } = slack.known;
  const from = performance.now();
  const sent = await slack.command({
    user: maya,
    channel: support,
    text: searchParams.get('query') ?? agents.id,
  });
  const answered = () =>
    sent.seen.ephemerals.map(visibleText).some((text) => /Worded without|Nothing was checked/.test(text));
  await slack.until(answered, ANSWER_WAIT_MS);
  response.end(JSON.stringify({ seconds: (performance.now() - from) / 1000 }));
});
control.listen(0, '127.0.0.1', () => {
  const { port } = control.address() as AddressInfo;
  process.stdout.write(
    `${JSON.stringify({ zendesk: zendesk.url, slack: slack.url, team: identity.team_id, agents: slack.known.agents.id, control: `http://127.0.0.1:${port}` })}\n`,
  );
});
process.on('SIGTERM', () => process.exit(0));

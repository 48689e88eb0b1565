import type { Check } from '../../doctor/check.ts';
import { parsePart, type Service } from './service.ts';

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Our own server: where the others reach it. */
export const SERVER: Service = {
  name: 'Server',
  needed: true,
  explain: () => [
    'Zendesk and Slack send their events to this server, so it needs an address of its own on the internet,',
    'with a certificate: usually a reverse proxy in front of the port it listens on (PORT, default 3000).',
  ],
  variables: [{ name: 'PUBLIC_URL', label: 'its address, e.g. https://billing.acme.example' }],
  async test(values) {
    const name = 'Public address';
    const part = parsePart(values, /^(PUBLIC_URL|PORT)$/, name);
    if ('faults' in part) return part.faults;
    const url = part.config.publicUrl;
    if (url === null) return [];
    const { protocol, hostname } = new URL(url);
    if (protocol === 'https:') return [{ level: 'ok', name, message: url }];
    const local: Check = { level: 'note', name, message: `${url}: only programs of this machine reach it` };
    if (LOOPBACK.test(hostname)) return [local];
    const message = `${url} has no certificate: Zendesk and Slack would send customers' words in the clear; use https.`;
    return [{ level: 'failure', name, message }];
  },
};

import type { RecordDelivery, TicketDelivery } from '../../src/zendesk/webhook-route.ts';

/** The far side of the `recordDelivery` port: the same delivery, or the same message, is recorded once. */
export function memoryInbox() {
  const recorded: TicketDelivery[] = [];
  const keys = new Set<string>();
  let failures = 0;
  let calls = 0;
  const recordDelivery: RecordDelivery = async (delivery) => {
    calls += 1;
    await new Promise((resolve) => setImmediate(resolve));
    if (failures > 0) {
      failures -= 1;
      throw new Error('database is full');
    }
    const own = [`id:${delivery.delivery_id}`, `${delivery.ticket_id}:${delivery.comment_id ?? 'created'}`];
    if (own.some((key) => keys.has(key))) return 'duplicate';
    for (const key of own) keys.add(key);
    recorded.push(delivery);
    return 'recorded';
  };
  return {
    recorded,
    recordDelivery,
    calls: () => calls,
    failNext(count: number) {
      failures = count;
    },
  };
}

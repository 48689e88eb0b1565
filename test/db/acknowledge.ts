/** A process of its own: records deliveries in waves and names each one only after it was acknowledged. */
import { openStore } from '../../db/store.ts';

const store = await openStore({ path: process.argv[2] ?? '', clock: Date.now });
console.log('ready');
for (let wave = 0; ; wave += 1) {
  await Promise.all(
    Array.from({ length: 20 }, async (_, n) => {
      const id = `${process.pid}-${wave}-${n}`;
      await store.recordDelivery({
        source: 'test',
        delivery_id: id,
        ticket_id: id,
        comment_id: null,
        kind: 'ticket.created',
        received_at_ms: Date.now(),
      });
      process.stdout.write(`ack ${id}.\n`);
    }),
  );
}

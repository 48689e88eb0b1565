import { EXIT, type ExitStatus, type Terminal } from '../exit.ts';
import type { DemoWorld } from './demo-world.ts';

/** Serves the desk until somebody interrupts it, then takes everything away again. */
export async function serveDesk(demo: DemoWorld, { out }: Pick<Terminal, 'out'>): Promise<ExitStatus> {
  const interrupted = new Promise<void>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  try {
    out(
      [
        `The desk is open at ${demo.deskUrl}`,
        'There is a Zendesk with the app beside each ticket, and a Slack: all of it local, every customer made up.',
        'Ctrl-C closes it.',
        '',
      ].join('\n'),
    );
    await interrupted;
    return EXIT.ok;
  } finally {
    await demo.close();
  }
}

import { EXIT } from './exit.ts';

/** What a shell reports for a program whose reader went away: 128 + SIGPIPE. */
const READER_GONE_STATUS = 141;

/**
 * Ends the process when standard output takes no more: silently when its reader had enough (`… | head`), with one
 * sentence when the disk behind it is full or fails.
 */
export function endOnLostOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(READER_GONE_STATUS);
    const why = error.code === 'ENOSPC' ? 'the disk is full' : (error.code ?? error.message);
    process.stderr.write(
      `The answer cannot be written (${why}): send it elsewhere and run the command again.\n`,
    );
    process.exit(EXIT.usage);
  });
}

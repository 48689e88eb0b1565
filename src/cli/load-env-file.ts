import { existsSync } from 'node:fs';

/**
 * Fills in what the environment leaves unset from `.env` in the working directory, if there is one. Returns one
 * sentence when the file is there but cannot be used, else null.
 */
export function loadEnvFile(): string | null {
  // A Node.js older than we support has no such function: `doctor` says so.
  if (!existsSync('.env') || !('loadEnvFile' in process)) return null;
  try {
    process.loadEnvFile('.env');
    return null;
  } catch {
    // The codes of Node.js 20, 22 and 24 differ, and none tells a folder from a file that may not be read.
    return '.env in this directory cannot be used: make it a text file that you may read, or move it away.';
  }
}

/**
 * Fills in what the environment leaves unset from `.env` in the working directory, if there is one. Returns one
 * sentence when the file is there but cannot be used, else null.
 */
export function loadEnvFile(): string | null {
  // A Node.js older than we support: `doctor` says so.
  if (!('loadEnvFile' in process)) return null;
  try {
    process.loadEnvFile('.env');
    return null;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return null;
    const why = code === 'EACCES' ? 'you may not read it' : 'it is not a text file';
    return `.env in this directory cannot be used, ${why}: correct that, or move it away.`;
  }
}

import { defineConfig } from 'vitest/config';
import { shared } from './vitest.shared.ts';

/** Headless Chromium in front of the whole server. */
export default defineConfig({
  test: { ...shared, include: ['test/browser/**/*.browser.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
});

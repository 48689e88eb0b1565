import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** Headless Chromium in front of the whole server. */
export default defineConfig({
  test: { ...base.test, include: ['test/browser/**/*.browser.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
});

import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The page of the desk; the sandbox's Zendesk serves it beside the app's frame, from its own origin. */
export default defineConfig({
  root: here('.'),
  base: '/agent/assets/',
  plugins: [react()],
  logLevel: 'warn',
  build: {
    outDir: here('../../../../dist/desk'),
    emptyOutDir: true,
    assetsDir: '',
    target: 'es2022',
    modulePreload: false,
    reportCompressedSize: false,
  },
});

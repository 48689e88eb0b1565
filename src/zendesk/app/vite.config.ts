import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The app's files, named by their content; the server serves them and links them on its page. */
export default defineConfig({
  root: here('.'),
  base: '/zendesk/assets/',
  plugins: [react()],
  logLevel: 'warn',
  build: {
    outDir: here('../../../dist/zendesk-app'),
    emptyOutDir: true,
    assetsDir: '',
    manifest: 'manifest.json',
    target: 'es2022',
    modulePreload: false,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1_000,
    rolldownOptions: { input: here('ui/main.tsx') },
  },
});

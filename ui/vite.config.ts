// Builds one script and one style sheet with fixed names: the program embeds them and writes the page around them.
import { defineConfig } from 'vite';

export default defineConfig({
  build: {
    outDir: 'dist',
    assetsDir: '.',
    assetsInlineLimit: 1 << 20,
    cssCodeSplit: false,
    modulePreload: false,
    target: 'es2021',
    rollupOptions: {
      input: 'src/main.ts',
      output: { format: 'iife', entryFileNames: 'app.js', assetFileNames: 'app[extname]', inlineDynamicImports: true },
    },
  },
  server: { host: '127.0.0.1' }, // vitest starts one: no name is to be looked up for it
  worker: { format: 'iife' },
});

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
  worker: { format: 'iife' },
});

import { defineConfig } from 'vite';

/* One script and one style with fixed names: the pages are rendered elsewhere. */
export default defineConfig({
  base: './',
  resolve: { conditions: ['source', 'module', 'browser', 'production'] },
  build: {
    outDir: 'dist/client',
    emptyOutDir: true,
    target: 'es2022',
    cssTarget: ['chrome111', 'safari16.4', 'firefox114'],
    assetsInlineLimit: 0,
    rollupOptions: {
      input: { driver: 'src/client/main.ts', sw: 'src/client/sw.ts' },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name].js', assetFileNames: '[name][extname]' },
    },
  },
});

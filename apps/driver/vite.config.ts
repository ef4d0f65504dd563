import { defineConfig } from 'vite';

/* One script and one style with fixed names: the pages are rendered elsewhere. */
export default defineConfig({
  base: './',
  resolve: { conditions: ['source', 'module', 'browser', 'production'] },
  // The map's worker is a module.
  worker: { format: 'es', rollupOptions: { output: { entryFileNames: '[name].js' } } },
  build: {
    outDir: 'dist/client',
    emptyOutDir: true,
    target: 'es2022',
    cssTarget: ['chrome111', 'safari16.4', 'firefox114'],
    assetsInlineLimit: 0,
    // The map library in one piece.
    chunkSizeWarningLimit: 1200,
    rollupOptions: {
      input: { driver: 'src/client/main.ts', sw: 'src/client/sw.ts' },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name].js', assetFileNames: '[name][extname]' },
    },
  },
});

import { defineConfig } from 'vite';

/*
 * Bundles of their own, so that the player loads one small file and nothing of the gallery. The player's is a classic
 * script for old browsers; names are fixed because the pages are rendered elsewhere.
 */
const common = { outDir: 'dist/client', sourcemap: false, assetsInlineLimit: 0 } as const;
const output = { entryFileNames: '[name].js', assetFileNames: '[name][extname]' } as const;

export default defineConfig({
  base: './',
  resolve: { conditions: ['source', 'module', 'browser', 'production'] },
  builder: {
    async buildApp(builder) {
      for (const name of ['sign', 'gallery', 'sw', 'style']) await builder.build(builder.environments[name]!);
    },
  },
  environments: {
    sign: {
      consumer: 'client',
      build: { ...common, target: 'chrome64', emptyOutDir: true, rollupOptions: { input: { sign: 'src/client/sign.ts' }, output: { ...output, format: 'iife' } } },
    },
    gallery: {
      consumer: 'client',
      build: { ...common, target: 'es2022', emptyOutDir: false, copyPublicDir: false, rollupOptions: { input: { gallery: 'src/client/gallery.ts' }, output } },
    },
    sw: {
      consumer: 'client',
      build: { ...common, target: 'chrome64', emptyOutDir: false, copyPublicDir: false, rollupOptions: { input: { sw: 'src/client/sw.ts' }, output: { ...output, format: 'iife' } } },
    },
    style: {
      consumer: 'client',
      build: { ...common, target: 'chrome64', emptyOutDir: false, copyPublicDir: false, rollupOptions: { input: { sign: 'src/client/sign.css', gallery: 'src/client/gallery.css' }, output } },
    },
  },
});

import { defineConfig } from 'vitest/config';

// Sources run without a build step: libs export `source`, Nest needs legacy decorators with metadata.
const shared = {
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
} as const;

// What starts programs or browsers may lose to a busy machine once; a defect fails twice.
const project = (name: string, include: string[], testTimeout = 30_000, retry = 0) => ({
  ...shared,
  test: { name, include, testTimeout, retry, hookTimeout: 120_000 },
});

export default defineConfig({
  test: {
    globalSetup: ['test/harness/temp-folder.ts'],
    projects: [
      project('unit', ['libs/**/*.spec.ts', 'apps/**/*.spec.ts', 'sensors-sim/**/*.spec.ts', 'config/**/*.spec.ts']),
      project('architecture', ['test/architecture/**/*.spec.ts'], 120_000),
      project('contract', ['test/contract/**/*.spec.ts'], 120_000, 1),
      project('e2e', ['test/e2e/**/*.spec.ts'], 120_000, 1),
      project('browser', ['test/browser/**/*.spec.ts'], 120_000, 1),
      project('fault', ['test/fault/**/*.spec.ts'], 300_000, 1),
    ],
    coverage: {
      provider: 'v8',
      include: ['libs/{parking,traffic,signals,guidance}/src/**/*.ts'],
      exclude: ['**/*.spec.ts', '**/index.ts', '**/testing/**'],
      thresholds: { branches: 100 },
    },
  },
});

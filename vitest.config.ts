import { defineConfig } from 'vitest/config';

// Sources run without a build step: libs export `source`, Nest needs legacy decorators with metadata.
const shared = {
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
} as const;

// What starts programs or browsers may lose to a busy machine once; a defect fails twice.
const project = (name: string, include: string[], options: { testTimeout?: number; retry?: number; isolate?: boolean } = {}) => ({
  ...shared,
  test: { name, include, testTimeout: 120_000, retry: 1, hookTimeout: 120_000, ...options },
});
// They know nothing of each other: loading every module anew for each file would take as long again as the tests.
const RULES = { retry: 0, isolate: false };

export default defineConfig({
  test: {
    globalSetup: ['test/harness/temp-folder.ts'],
    projects: [
      project('unit', ['libs/**/*.spec.ts', 'apps/**/*.spec.ts', 'sensors-sim/**/*.spec.ts', 'config/**/*.spec.ts'], RULES),
      project('architecture', ['test/architecture/**/*.spec.ts'], RULES),
      project('contract', ['test/contract/**/*.spec.ts'], { isolate: false }),
      project('e2e', ['test/e2e/**/*.spec.ts']),
      project('browser', ['test/browser/**/*.spec.ts']),
      project('fault', ['test/fault/**/*.spec.ts'], { testTimeout: 300_000 }),
    ],
    coverage: {
      provider: 'v8',
      include: ['libs/{parking,traffic,signals,guidance}/src/**/*.ts'],
      exclude: ['**/*.spec.ts', '**/index.ts', '**/testing/**'],
      thresholds: { branches: 100 },
    },
  },
});

import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

/**
 * Every log that a test opens has threads, and every journey has processes, which read our TypeScript anew: half of all the
 * processor time of a run. With a folder given they find what another has read. It is told apart by what a file says.
 */
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules/.cache/segue-compiled')

/**
 * Four projects: fast ones run on every `npm test`; `faults` is heavy and runs by `npm run test:faults`. All have as many
 * workers, so that none waits for another project to end.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          maxWorkers: 2,
          // No test measures time: this only ends what hangs, on machines as busy as they come.
          testTimeout: 60_000,
          hookTimeout: 60_000,
          include: [
            'src/**/*.test.ts',
            'bench/**/*.test.ts',
            'scripts/**/*.test.ts',
            'test/*.test.ts',
            'console/src/**/*.test.ts',
          ],
        },
      },
      {
        test: {
          name: 'laws',
          maxWorkers: 2,
          include: ['test/laws/**/*.test.ts', 'test/golden/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'journeys',
          include: ['test/journeys/**/*.test.ts'],
          // A poll ends when it sees what it waits for; the default of a second is too short on a busy machine.
          expect: { poll: { timeout: 20_000 } },
          testTimeout: 180_000,
          hookTimeout: 180_000,
          maxWorkers: 2,
          // A browser on a busy machine is late now and then; what is wrong is wrong twice. The report says what was retried.
          retry: 1,
        },
      },
      {
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
    ],
  },
})

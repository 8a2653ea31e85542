import { defineConfig } from 'vitest/config'

/**
 * The store's worker threads run here as TypeScript, which Node strips by WebAssembly. V8 13.6 (Node 24.21) frees code
 * that another thread still uses when it compiles the calls out of that once more: a segmentation fault in one of some
 * hundred threads. So many calls nothing makes.
 */
const execArgv = ['--wasm-wrapper-tiering-budget=1000000000']

const project = (name: string, include: string, globalSetup: string[] = []) => ({
  // Far more than any test needs: real processes and servers share what cores there are with each other.
  test: {
    name,
    include: [include],
    globalSetup,
    execArgv,
    testTimeout: 30_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 15_000 } },
  },
})

/** Gives the tests a PostgreSQL server. */
const postgres = ['packages/hookwright/test/support/postgres-setup.ts']

export default defineConfig({
  test: {
    // Most tests wait for other processes, so none is kept free; the default would be one on two cores.
    maxWorkers: '100%',
    projects: [
      project('unit', 'packages/*/test/**/*.test.ts', postgres),
      project('examples', 'examples/**/*.test.ts'),
      project('e2e', 'test/e2e/**/*.test.ts'),
      project('docs', 'test/docs/**/*.test.ts'),
      project('documents', 'test/documents/**/*.test.ts'),
      project('fastapi', 'test/fastapi/**/*.test.ts'),
      project('gateway', 'test/gateway/**/*.test.ts'),
      project('faults', 'test/faults/**/*.test.ts'),
      project('interop', 'test/interop/**/*.test.ts'),
      project('recipes', 'test/recipes/**/*.test.ts', postgres),
      project('release', 'test/release/**/*.test.ts'),
      project('bench', 'bench/test/**/*.test.ts'),
      project('runtimes', 'test/runtimes/**/*.test.ts'),
      project('browser', 'test/browser/**/*.test.ts'),
    ],
  },
})

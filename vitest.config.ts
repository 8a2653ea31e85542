import { defineConfig } from 'vitest/config'

const project = (name: string, include: string) => ({ test: { name, include: [include] } })

export default defineConfig({
  test: {
    projects: [
      project('unit', 'packages/*/test/**/*.test.ts'),
      project('examples', 'examples/**/*.test.ts'),
      project('e2e', 'test/e2e/**/*.test.ts'),
      project('interop', 'test/interop/**/*.test.ts'),
      project('browser', 'test/browser/**/*.test.ts'),
    ],
  },
})

import type { Benchmark } from '../benchmark.ts'
import { medianOf } from '../goals.ts'

const goal = { limit: 50, is: 'most', unit: 'ms', digits: 1 } as const

export const document: Benchmark = {
  name: 'document',
  title: 'Document',
  about: `\`app.openapi()\` of 800 routes and 200 webhooks, each with schemas of its own in Zod: when it is first asked for, which
also checks every declaration, in a process that has done nothing else and so with code that is not compiled yet; and
once more.`,
  columns: [
    { figure: 'first', title: 'first, ms', digits: 1 },
    { figure: 'again', title: 'again, ms', digits: 3 },
    { figure: 'kilobytes', title: 'document, kB', digits: 0 },
  ],
  variants: [{ name: 'hookwright', label: '1,000 operations', file: 'document.ts' }],
  goals: [
    { ...goal, text: 'first', of: medianOf({ variant: 'hookwright', figure: 'first' }) },
    { ...goal, text: 'again', of: medianOf({ variant: 'hookwright', figure: 'again' }) },
  ],
}

import type { Benchmark } from '../benchmark.ts'

const servers = {
  bare: 'node:http alone',
  hookwright: 'Hookwright',
  'hookwright-delivery': 'Hookwright, which makes its SQLite file and starts a worker',
  fastify: 'Fastify',
  'zod-openapi': '@hono/zod-openapi',
  express: 'Express',
}

export const start: Benchmark = {
  name: 'start',
  title: 'Start',
  about: `From the start of a process of Node to its listening, and to its first answer, with the servers that are compared
under HTTP. The files are TypeScript, which Node strips; all but node:http alone and Fastify load Zod.`,
  columns: [
    { figure: 'listening', title: 'listens, ms', digits: 0 },
    { figure: 'answered', title: 'has answered, ms', digits: 0 },
  ],
  variants: Object.entries(servers).map(([server, label]) => ({
    name: server,
    label,
    file: 'start.ts',
    args: { server },
  })),
  goals: [],
}

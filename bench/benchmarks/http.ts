import type { Benchmark } from '../benchmark.ts'
import { ratioOf } from '../goals.ts'

const post = (variant: string) => ({ variant, figure: 'postPerSecond' })

const servers = {
  bare: 'node:http alone',
  hookwright: 'Hookwright',
  fastify: 'Fastify',
  'zod-openapi': '@hono/zod-openapi',
  express: 'Express',
}

export const http: Benchmark = {
  name: 'http',
  title: 'HTTP',
  about: `Requests a second to a server in one process from undici's \`Pool\` of 64 connections in another. GET answers an object
of three fields; POST takes one, validates it and answers it with 201. Hookwright checks the answers as well as the bodies by
Zod; @hono/zod-openapi and Express the bodies by Zod; Fastify the bodies by JSON Schema, and writes answers by it; node:http
looks at the types of the three fields. The columns of µs say how long processors worked in the server for one request.`,
  columns: [
    { figure: 'getPerSecond', title: 'GET/s', digits: 0 },
    { figure: 'postPerSecond', title: 'POST/s', digits: 0 },
    { figure: 'getMicros', title: 'one GET, µs', digits: 0 },
    { figure: 'postMicros', title: 'one POST, µs', digits: 0 },
  ],
  variants: Object.entries(servers).map(([name, label]) => ({
    name,
    label,
    file: 'http-load.ts',
    args: { server: name },
  })),
  goals: [
    {
      text: 'POST, of node:http',
      limit: 0.75,
      is: 'least',
      unit: '',
      digits: 2,
      of: ratioOf(post('hookwright'), post('bare')),
    },
  ],
}

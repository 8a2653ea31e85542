import { receive } from './receiver.js'

const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: receive })
console.log(`Listening on http://127.0.0.1:${server.port}/`)

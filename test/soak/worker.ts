/** Delivers until it is killed. Takes the address of the store; prints `ready`. */
import { serve } from 'hookwright/node'

import { createSoakApp } from './app.ts'

await serve(createSoakApp(process.argv[2] ?? '', { worker: true }).app, { port: 0, print: () => {} })
console.log('ready')

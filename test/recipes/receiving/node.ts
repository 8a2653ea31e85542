import { createServer } from 'node:http'

import { toNodeHandler } from '@hookwright/receiver/node'

import { receive } from './shop.ts'

export const server = createServer(toNodeHandler(receive))

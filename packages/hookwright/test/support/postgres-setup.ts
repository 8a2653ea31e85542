import type { TestProject } from 'vitest/node'
import { startPostgres } from './postgres-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the server that all tests of this run share: the one in DATABASE_URL, or one of our own. */
    databaseUrl: string
  }
}

/** `globalSetup` of the projects whose tests use `newSchema`. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = process.env['DATABASE_URL']
  if (given !== undefined) {
    project.provide('databaseUrl', given)
    return undefined
  }
  const server = await startPostgres()
  project.provide('databaseUrl', server.url)
  return async () => {
    await server[Symbol.asyncDispose]()
  }
}

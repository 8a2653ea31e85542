import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

import { expect } from 'vitest'

const file = fileURLToPath(new URL('fixtures/send.ts', import.meta.url))

/** Registers the URL and sends to it, from a process of its own, and waits until that has ended. */
export async function sendCounted(
  url: string,
  count: number,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const sender = spawn(process.execPath, [file, url, String(count)], {
    env: { ...process.env, ...env },
    stdio: 'inherit',
  })
  expect(await once(sender, 'exit')).toEqual([0, null])
}

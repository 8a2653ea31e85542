/** From the start of a process to its first answer. */
import { startChild } from '../child.ts'
import { subject, type Setting } from './subject.ts'

await subject(async ({ server, folder }: Setting & { server: string }) => {
  const startedAt = performance.now()
  await using child = startChild(`http/${server}.ts`, { folder })
  const url = `http://127.0.0.1:${await child.printed('listening ')}/items`
  const listening = performance.now() - startedAt
  const response = await fetch(url)
  await response.text()
  if (!response.ok) throw new Error(`${server} answered ${response.status}.`)
  return { listening, answered: performance.now() - startedAt }
})

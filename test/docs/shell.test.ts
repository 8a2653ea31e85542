import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

import { App } from 'hookwright'
import { serve } from 'hookwright/node'
import { sqlite } from 'hookwright/sqlite'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { allBlocks, root, type Block } from './blocks.ts'

const blocks = await allBlocks(['sh', 'console'])

/** Each command of a block by itself, with its continued lines, without what is piped into or out of it. */
function commandsOf({ code, language }: Block): string[] {
  const lines = code.replaceAll(/\\\n\s*/g, ' ').split('\n')
  const typed = language === 'console' ? lines.flatMap((line) => /^\$ (.*)/.exec(line)?.[1] ?? []) : lines
  return typed
    .map((line) => line.replace(/(?:^|\s+)#.*$/, ''))
    .flatMap((line) => line.split(/ (?:&&|\||>) | <\(/))
    .map((command) => command.trim())
    .filter((command) => command !== '')
}

function placed(pattern: RegExp): { place: string; command: string }[] {
  return blocks.flatMap((block) =>
    commandsOf(block)
      .filter((command) => pattern.test(command))
      .map((command) => ({ place: `${block.page}:${block.line}`, command })),
  )
}

test('each hookwright command in the docs exists, and so do its options', async () => {
  const page = await readFile(new URL('docs/cli.md', root), 'utf8')
  const sections = new Map(
    page.split(/^## `|^### `/m).map((text) => [text.slice(0, text.indexOf('`')), text]),
  )
  const shown = placed(/^(?:npx )?hookwright /)
  expect(shown.length).toBeGreaterThan(40)
  const wrong = shown.flatMap(({ place, command }) => {
    const words = command.replace(/^npx /, '').split(/\s+/)
    const path = [words.slice(0, 3), words.slice(0, 2)].find((name) => sections.has(name.join(' ')))
    if (!path) return [`${place}: there is no such command: ${command}`]
    const help = sections.get(path.join(' ')) ?? ''
    return words
      .flatMap((word) => /^--[\w-]+/.exec(word)?.[0] ?? [])
      .filter((option) => option !== '--help' && !new RegExp(`${option}(?![\\w-])`).test(help))
      .map((option) => `${place}: ${path.join(' ')} has no ${option}`)
  })
  expect(wrong).toEqual([])
})

test('each npm script in the docs exists', async () => {
  const { scripts } = JSON.parse(await readFile(new URL('package.json', root), 'utf8'))
  const named = placed(/^npm (?:run|start|test)/).map(
    ({ command }) => /^npm (?:run (?:-s )?)?([\w:]+)/.exec(command)?.[1] ?? '',
  )
  expect(named.length).toBeGreaterThan(3)
  for (const script of named) expect(Object.keys(scripts)).toContain(script)
})

test('each curl command in the docs is answered with success', async () => {
  const app = new App({
    title: 'Docs',
    version: '1.0.0',
    delivery: { store: sqlite(':memory:'), worker: false, authenticate: () => ({ tenant: 'acme' }) },
  })
  const created = app.webhooks.post('order.created', { body: z.object({ id: z.string() }) })
  const server = await serve(app, { port: 0 })
  try {
    const { endpoint } = await app.delivery.endpoints.create('acme', {
      url: 'https://subscriber.example/hooks',
    })
    const { messageId } = await created.send({ id: '1' }, { tenant: 'acme' })
    const listed = await fetch(new URL(`/webhooks/deliveries?messageId=${messageId}`, server.url))
    const [delivery] = z.array(z.object({ id: z.string() })).parse(await listed.json())
    const commands = placed(/^curl .*api\.example\.com/)
    expect(commands.length).toBeGreaterThan(2)
    for (const { place, command } of commands) {
      const real = command
        .replaceAll('https://api.example.com', server.url.replace(/\/$/, ''))
        .replaceAll('dlv_…', delivery?.id ?? '')
        .replaceAll('ep_…', endpoint.id)
      const { stdout } = await promisify(execFile)('sh', ['-c', `${real} -sS -w '%{http_code}' -o /dev/null`])
      expect({ place, status: stdout }).toMatchObject({ status: expect.stringMatching(/^2\d\d$/) })
    }
  } finally {
    await server.close()
    await app.close()
  }
})

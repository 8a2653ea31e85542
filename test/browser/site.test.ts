import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { listenOnLoopback } from '../support/listen.ts'
import { launchChromium } from './chromium.ts'
import { screenshot, watchPage } from './page-watch.ts'

const built = new URL('../../docs/.vitepress/dist/', import.meta.url)

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
}

let server: Server
let url = ''
let browser: Browser

beforeAll(async () => {
  const made = spawnSync('node', ['scripts/site.ts'], {
    cwd: fileURLToPath(new URL('../../', import.meta.url)),
    encoding: 'utf8',
  })
  // It ends with 1 where a link leads nowhere.
  if (made.status !== 0) throw new Error(`The site could not be built:\n${made.stdout}${made.stderr}`)
  server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://site').pathname
    const file = [path, `${path}.html`, `${path}index.html`]
      .map((name) => new URL(`.${decodeURI(name)}`, built))
      .find((candidate) => extname(candidate.pathname) !== '' && existsSync(candidate))
    if (!file) return response.writeHead(404).end()
    response.setHeader('content-type', types[extname(file.pathname)] ?? 'application/octet-stream')
    return response.end(readFileSync(file))
  })
  url = `http://127.0.0.1:${await listenOnLoopback(server)}`
  browser = await launchChromium()
}, 300_000)

afterAll(async () => {
  await browser?.close()
  server?.close()
})

const pages = [
  ['', 'Hookwright'],
  ['first-steps', 'First steps'],
  ['declaring', 'Declaring'],
  ['operations', 'Operating it'],
  ['security', 'Security'],
  ['state-machine', 'The states of a delivery'],
  ['comparison', 'Beside others'],
  ['cli', 'The command line'],
  ['reference/hookwright/classes/App', 'App'],
] as const

it.each(pages)('the page /%s of the site shows itself, without asking anybody else', async (path, title) => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
  const watch = await watchPage(page)
  await page.goto(`${url}/${path}`)
  await page.locator('h1', { hasText: title }).waitFor()
  expect(watch.requests.filter((asked) => /^https?:/.test(asked) && !asked.startsWith(url))).toEqual([])
  expect(watch.problems).toEqual([])
  await screenshot(page, `site-${path.replaceAll('/', '-') || 'home'}`, 'view')
  await page.close()
})

it('what is searched for is found in the site itself', async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
  await page.goto(`${url}/first-steps`)
  await page
    .getByRole('button', { name: /search/i })
    .first()
    .click()
  await page.getByRole('searchbox').fill('idempotency')
  await page.locator('.results a').first().waitFor()
  await page.close()
})

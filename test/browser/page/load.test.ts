import { readFile } from 'node:fs/promises'

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { launchChromium } from '../chromium.ts'
import { openShop } from './shop.ts'
import { settle, visit } from './visit.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launchChromium()
}, 120_000)
afterAll(() => browser.close())

interface Built {
  name: string
  gzipBase64: string
}

async function builtFiles(): Promise<Built[]> {
  const module: { files: Built[] } = await import(new URL('page.js', import.meta.resolve('hookwright')).href)
  return module.files
}

describe('the built page', { timeout: 60_000 }, () => {
  it('loads at first at most 200 kB, compressed, and no other page than the one that is shown', async () => {
    await using shop = await openShop()
    await using visited = await visit(browser, shop, 'acme')
    await settle(visited.page)
    const files = await builtFiles()
    const asked = new Set(
      visited.watch.requests.map((url) => url.split('#')[0]?.replace(`${shop.url}/webhooks/`, '')),
    )
    const loaded = files.filter(({ name }) => asked.has(name === 'index.html' ? '' : name))
    const bytes = loaded.reduce((sum, { gzipBase64 }) => sum + Buffer.from(gzipBase64, 'base64').length, 0)
    expect(loaded.length).toBeGreaterThan(2)
    expect(bytes).toBeLessThanOrEqual(200_000)
    expect(loaded.length).toBeLessThan(files.length)
  })

  it('has nothing inline, and refers to its files and the theme by relative paths, the theme last', async () => {
    const html = await readFile(
      new URL('../../../packages/dashboard/dist/index.html', import.meta.url),
      'utf8',
    )
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=/)
    const references = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, reference = '']) => reference)
    expect(references.filter((reference) => !/^(\.\/|data:image\/svg)/.test(reference))).toEqual([])
    expect(references.at(-1)).toBe('./theme.css')
  })

  it('takes its colours from the theme of the operator, in both ways of light', async () => {
    await using shop = await openShop({ theme: { '--hw-accent': 'light-dark(#00695c, #80cbc4)' } })
    const backgroundOf = async (colorScheme: 'light' | 'dark') => {
      await using visited = await visit(browser, shop, 'acme', { colorScheme })
      const { page } = visited
      await page.getByRole('link', { name: 'Register an endpoint' }).waitFor()
      return await page.evaluate(
        "getComputedStyle(document.querySelector('[data-kind=primary]')).backgroundColor",
      )
    }
    expect(await backgroundOf('light')).toBe('rgb(0, 105, 92)')
    expect(await backgroundOf('dark')).toBe('rgb(128, 203, 196)')
  })

  it('is dark when the viewer says so, whatever the system says, and stays so', async () => {
    await using shop = await openShop()
    await using visited = await visit(browser, shop, 'acme', { colorScheme: 'light' })
    const { page } = visited
    const background = () => page.evaluate('getComputedStyle(document.documentElement).backgroundColor')
    const light = await background()
    await page.getByLabel('Colours').selectOption('Dark')
    const dark = await background()
    expect(dark).not.toBe(light)
    await page.reload()
    await page.getByRole('navigation', { name: 'Pages' }).waitFor()
    expect(await background()).toBe(dark)
  })
})

/** What a page did besides what one sees: whom it called, and what the browser complained about. */
import { join } from 'node:path'
import type { Page } from 'playwright-core'

export interface PageWatch {
  /** URL of every request that the page made or tried to make, in order. */
  requests: string[]
  /** Breaches of the content security policy, errors in the console, uncaught exceptions, failed requests. */
  problems: string[]
}

/** Call it before the page is opened. */
export async function watchPage(page: Page): Promise<PageWatch> {
  const watch: PageWatch = { requests: [], problems: [] }
  page.on('request', (request) => watch.requests.push(request.url()))
  page.on('websocket', (socket) => watch.requests.push(socket.url()))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') watch.problems.push(message.text())
  })
  page.on('pageerror', (error) => watch.problems.push(error.message))
  page.on('requestfailed', (request) => {
    watch.problems.push(`${request.url()}: ${request.failure()?.errorText ?? 'failed'}`)
  })
  // Chromium's console keeps quiet about a breach that the page's own code catches; the event does not.
  await page.exposeFunction('reportBreach', (breach: string) => watch.problems.push(breach))
  await page.addInitScript(`addEventListener('securitypolicyviolation', (event) =>
    reportBreach('Content Security Policy: ' + event.violatedDirective + ' ' + event.blockedURI))`)
  return watch
}

/** Saves a picture as `<SCREENSHOTS>/<name>.png`, of the whole page or of what is in view; does nothing where SCREENSHOTS is not set. */
export async function screenshot(page: Page, name: string, part: 'page' | 'view' = 'page'): Promise<void> {
  const folder = process.env['SCREENSHOTS']
  if (folder === undefined) return
  if (part === 'page') await page.evaluate('scrollTo(0, 0)')
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: part === 'page' })
}

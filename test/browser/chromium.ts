/**
 * A real Chromium for the browser tests: the one installed on this machine or, where there is none, the one that
 * the npm package @sparticuz/chromium carries, so that `npm ci` is all that a fresh Linux machine needs.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'
import { packagedChromium } from './packaged-chromium.ts'

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** The first three let it run as root, without a display, in a container; the rest keep it from calling home. */
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * Starts a headless Chromium with a new, empty profile (Playwright makes it and removes it on `close`).
 * `CHROMIUM_PATH` names the binary to use instead of the first one found.
 */
export async function launchChromium(): Promise<Browser> {
  const { executablePath, env } = installedChromium() ?? (await packagedChromium())
  return chromium.launch({ executablePath, args: flags, env: { ...process.env, ...env } })
}

function installedChromium() {
  const asked = process.env['CHROMIUM_PATH']
  if (asked !== undefined && spawnSync(asked, ['--version']).status !== 0) {
    throw new Error(`CHROMIUM_PATH is ${asked}, which does not run. Name a Chromium binary, or unset it.`)
  }
  const executablePath = asked ?? usualPlaces.find((place) => existsSync(place))
  return executablePath === undefined ? undefined : { executablePath, env: {} }
}

/**
 * Unpacks the Chromium of @sparticuz/chromium, once per version, into node_modules/.cache.
 *
 * The package can unpack itself, but only into fixed names under /tmp, which two test processes would write at the
 * same time, and without its shared libraries unless it believes to be on AWS. So we read its archives ourselves:
 * the browser, the libraries that a bare Debian lacks (NSS, NSPR, expat), and a font, since a machine without
 * fonts draws pages without text.
 */
import { execFile, spawnSync } from 'node:child_process'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createBrotliDecompress } from 'node:zlib'

const cache = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'hookwright')

export interface RunnableChromium {
  executablePath: string
  /** Environment variables that it needs besides ours. */
  env: Record<string, string>
}

/** Throws, with the cure, where the package has no browser for this machine or the loader finds no libraries for it. */
export async function packagedChromium(): Promise<RunnableChromium> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `No Chromium found, and @sparticuz/chromium has none for ${process.platform} ${process.arch}. ` +
        'Install Chromium or Chrome, and set CHROMIUM_PATH if it is in an unusual place.',
    )
  }
  const folder = await unpacked()
  const executablePath = join(folder, 'chromium')
  const fonts = { FONTCONFIG_FILE: join(folder, 'fonts.conf') }

  // The machine's own libraries come first: they fit the rest of the machine.
  const carried = { LD_LIBRARY_PATH: join(folder, 'lib') }
  let complaint = ''
  for (const libraries of [{}, carried]) {
    const env = { ...fonts, ...libraries }
    const run = spawnSync(executablePath, ['--version'], {
      env: { ...process.env, ...env },
      encoding: 'utf8',
    })
    if (run.status === 0) return { executablePath, env }
    complaint = run.stderr
  }
  throw new Error(
    `The Chromium of @sparticuz/chromium does not start here: ${complaint.trim()}\n` +
      'Install one (Debian: apt-get install chromium), and set CHROMIUM_PATH if it is in an unusual place.',
  )
}

/** The folder with `chromium`, `lib/`, `fonts/` and `fonts.conf`. */
async function unpacked(): Promise<string> {
  const packageFolder = new URL('..', import.meta.resolve('@sparticuz/chromium'))
  const { version }: { version: string } = JSON.parse(
    await readFile(new URL('package.json', packageFolder), 'utf8'),
  )
  const folder = join(cache, `chromium-${version}`)
  if (existsSync(folder)) return folder

  await mkdir(cache, { recursive: true })
  const scratch = await mkdtemp(join(cache, 'unpacking-'))
  try {
    const archive = (name: string) => fileURLToPath(new URL(`bin/${name}`, packageFolder))
    await Promise.all([
      inflate(archive('chromium.br'), createWriteStream(join(scratch, 'chromium'), { mode: 0o755 })),
      extract(archive('al2023.tar.br'), scratch),
      extract(archive('fonts.tar.br'), scratch),
    ])
    // The archive's own configuration names /tmp, where a user's fonts never are.
    await writeFile(join(scratch, 'fonts.conf'), fontConfiguration(folder))
    // Renamed whole, so that no other process ever starts a half-written browser.
    await rename(scratch, folder).catch((cause: unknown) => {
      if (!existsSync(folder)) throw cause
    })
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
  return folder
}

async function inflate(archive: string, target: NodeJS.WritableStream): Promise<void> {
  await pipeline(createReadStream(archive), createBrotliDecompress(), target)
}

async function extract(archive: string, folder: string): Promise<void> {
  // By way of a file: a tar that reads a pipe hangs up at the archive's end marker, before the last bytes.
  const tar = join(folder, `${basename(archive)}.tar`)
  await inflate(archive, createWriteStream(tar))
  await promisify(execFile)('tar', ['-xf', tar, '--no-same-owner', '-C', folder])
  await rm(tar)
}

function fontConfiguration(folder: string): string {
  const folders = ['/usr/share/fonts', '/usr/local/share/fonts', join(folder, 'fonts')]
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
${folders.map((fonts) => `  <dir>${fonts}</dir>`).join('\n')}
  <cachedir>${join(folder, 'font-cache')}</cachedir>
</fontconfig>
`
}

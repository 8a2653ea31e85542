import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'

/** What a subscriber's bundler makes of an entry of ours: its whole text, minified. */
export async function bundle(entry: string): Promise<string> {
  const input = fileURLToPath(new URL(`../src/${entry}`, import.meta.url))
  const build = await rolldown({ input, platform: 'browser' })
  const { output } = await build.generate({ format: 'esm', minify: true })
  const [chunk, ...others] = output
  if (others.length > 0) throw new Error(`${entry} does not fit into one file`)
  return chunk.code
}

export function gzippedBytes(code: string): number {
  return gzipSync(code, { level: 9 }).length
}

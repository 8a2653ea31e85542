import { readdir, readFile } from 'node:fs/promises'

/** The blocks of code in what people read: docs/, the README and those of the packages. */

export const root = new URL('../../', import.meta.url)

export interface Block {
  /** From the root: `docs/guide.md`. */
  page: string
  /** Where its first line of code is, counted from 1. */
  line: number
  /** As the fence says; empty where it says nothing. */
  language: string
  code: string
}

async function pagesOf(): Promise<string[]> {
  const docs = await readdir(new URL('docs/', root))
  const others = ['README.md', 'packages/hookwright/README.md', 'packages/receiver/README.md']
  return [...others, ...docs.filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)].toSorted()
}

async function blocksOf(page: string): Promise<Block[]> {
  const lines = (await readFile(new URL(page, root), 'utf8')).split('\n')
  const blocks: Block[] = []
  let open: (Omit<Block, 'code'> & { fence: string; indent: string; code: string[] }) | undefined
  for (const [index, text] of lines.entries()) {
    const [, indent = '', fence = '', language = ''] = /^(\s*)(```+)(\w*)/.exec(text) ?? []
    if (!open && fence) open = { page, line: index + 2, language, fence, indent, code: [] }
    else if (open && text.trim() === open.fence) {
      blocks.push({ page, line: open.line, language: open.language, code: `${open.code.join('\n')}\n` })
      open = undefined
    } else open?.code.push(text.slice(open.indent.length))
  }
  if (open) throw new Error(`${page}:${open.line}: this block of code does not end.`)
  return blocks
}

/** Of these languages, or of any. */
export async function allBlocks(languages?: readonly string[]): Promise<Block[]> {
  const pages = await Promise.all((await pagesOf()).map(blocksOf))
  return pages.flat().filter(({ language }) => languages?.includes(language) ?? true)
}

import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { root, type Block } from './blocks.ts'

/** Inside the repository, so that `hookwright` and `zod` are found. */
const folder = new URL('node_modules/.cache/hookwright-docs/', root)

/**
 * Checks blocks as modules, all in one run. What a block uses and does not declare comes from the context of its page,
 * contexts/<page>.ts. Answers with what is wrong, by the lines of the pages.
 */
export function typeCheck(blocks: readonly Block[]): string[] {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  // What blocks import from files beside them.
  cpSync(new URL('test/docs/neighbours/', root), folder, { recursive: true })
  const files = new Map(blocks.map((block, index) => [`block${index}.ts`, block]))
  for (const [name, block] of files) writeFileSync(new URL(name, folder), moduleOf(block))
  const config = {
    extends: fileURLToPath(new URL('tsconfig.base.json', root)),
    compilerOptions: {
      noEmit: true,
      composite: false,
      declaration: false,
      declarationMap: false,
      noUnusedLocals: false,
      noUnusedParameters: false,
      rewriteRelativeImportExtensions: false,
      allowImportingTsExtensions: true,
    },
    files: [...files.keys()],
  }
  writeFileSync(new URL('tsconfig.json', folder), JSON.stringify(config))
  const { stdout, stderr, error } = spawnSync('tsc', ['-p', fileURLToPath(folder), '--pretty', 'false'], {
    encoding: 'utf8',
  })
  if (error) throw error
  return `${stdout}${stderr}`
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => inPage(line, files))
}

/** Its first line is ours, so that line 2 is the block's first. */
function moduleOf({ page, code }: Block): string {
  return `export {}${importsOf(page, code)}\n${code}`
}

function importsOf(page: string, code: string): string {
  const name = page
    .replace(/^docs\//, '')
    .replaceAll('/', '-')
    .replace(/\.md$/, '')
  const found = new Map<string, string>()
  // What the page itself says goes before what all pages have.
  for (const context of [name, 'common']) {
    const file = new URL(`test/docs/contexts/${context}.ts`, root)
    for (const word of existsSync(file) ? exportsOf(file) : []) {
      if (!found.has(word) && usesUndeclared(code, word)) found.set(word, fileURLToPath(file))
    }
  }
  return [...found].map(([word, file]) => `; import { ${word} } from ${JSON.stringify(file)}`).join('')
}

function* exportsOf(file: URL): Generator<string> {
  const text = readFileSync(file, 'utf8')
  for (const [, word = ''] of text.matchAll(
    /^export (?:declare )?(?:async )?(?:const|function|class|type|interface) (\w+)/gm,
  )) {
    yield word
  }
  for (const [, words = ''] of text.matchAll(/^export \{([^}]*)\} from/gm)) {
    for (const word of words.split(',')) yield word.replace(/^.* as /s, '').trim()
  }
}

function usesUndeclared(code: string, word: string): boolean {
  if (word === '') return false
  const withoutComments = code.replaceAll(/\/\/.*$/gm, '')
  // No property of that name (`.user`, `user:`), and no part of a text.
  const isUsed = new RegExp(`(?<![.\\w'"-])${word}(?![\\w'"-]|:)`).test(withoutComments)
  const declares = new RegExp(
    `(?:^|\\s)(?:const|let|class|function|interface|type) ${word}\\b|import [^\\n]*\\b${word}\\b`,
  )
  return isUsed && !declares.test(withoutComments)
}

function inPage(line: string, files: ReadonlyMap<string, Block>): string {
  const [, name = '', row = '0', rest = ''] = /(block\d+\.ts)\((\d+),\d+\): (.*)/.exec(line) ?? []
  const block = files.get(name)
  return block ? `${block.page}:${block.line + Number(row) - 2}: ${rest}` : line
}

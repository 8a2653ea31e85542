import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import ts from 'typescript'

/** True where two types are the same, not only assignable: for the source that `typeErrors` checks. */
export const equalType =
  'type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false\n'

/** All of the DOM that generated code speaks of. */
const fileTypes =
  'interface Blob { readonly size: number }\ninterface File extends Blob { readonly name: string }\n'

/** What TypeScript finds wrong in `files` (text by name) under `strict`; every file is a root. */
export async function typeErrors(files: Readonly<Record<string, string>>): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'hookwright-types-'))
  try {
    const paths = await Promise.all(
      Object.entries({ ...files, 'files.d.ts': fileTypes }).map(async ([name, text]) => {
        const path = join(folder, name)
        await writeFile(path, text)
        return path
      }),
    )
    const program = ts.createProgram(paths, {
      strict: true,
      noEmit: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      // Without the DOM, which takes longer to load than all the rest.
      lib: ['lib.es2022.d.ts'],
      skipLibCheck: true,
      types: [],
    })
    return ts
      .getPreEmitDiagnostics(program)
      .map(
        ({ file, messageText }) =>
          `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
      )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

export function union(names: readonly string[]): string {
  return names.map((name) => JSON.stringify(name)).join(' | ')
}

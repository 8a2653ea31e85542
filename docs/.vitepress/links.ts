import type { MarkdownRenderer } from 'vitepress'

/** Where the sources can be read, if anywhere: `DOCS_SOURCE_URL=https://…/blob/main`. */
const sourceUrl = process.env['DOCS_SOURCE_URL']

/** Pages of the site for what the repository has elsewhere. */
const elsewhere: Readonly<Record<string, string>> = {
  '../packages/receiver/README.md': '/reference/receiver-package',
  '../packages/hookwright/README.md': '/reference/hookwright/',
}

/**
 * The pages are read in the repository, too, so they link to files beside docs/. Here such a link leads to the sources
 * on the web, and where it is not known where they are, the words stay without a link.
 */
export function leadOut(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push('lead-out', ({ tokens }) => {
    for (const { children } of tokens) {
      let isOpen = false
      for (const token of children ?? []) {
        if (token.type === 'link_close' && isOpen) {
          token.hidden = true
          token.type = 'text'
          token.tag = ''
          isOpen = false
        }
        const href = token.type === 'link_open' ? token.attrGet('href') : null
        if (!href?.startsWith('../')) continue
        const [path = '', hash] = href.split('#')
        const page = elsewhere[path]
        if (page !== undefined) token.attrSet('href', hash === undefined ? page : `${page}#${hash}`)
        else if (sourceUrl !== undefined)
          token.attrSet('href', `${sourceUrl}/${href.replace(/^(\.\.\/)+/, '')}`)
        else {
          token.type = 'text'
          token.tag = ''
          token.attrs = null
          isOpen = true
        }
      }
    }
  })
}

import { existsSync, readFileSync } from 'node:fs'

import { defineConfig, type DefaultTheme } from 'vitepress'

import { leadOut } from './links.ts'

const pages = (text: string, ...items: [string, string][]): DefaultTheme.SidebarItem => ({
  text,
  items: items.map(([title, link]) => ({ text: title, link })),
})

const guide = [
  pages(
    'Start',
    ['What it is', '/'],
    ['First steps', '/first-steps'],
    ['From a hand-rolled sender', '/migrating'],
    ['Beside others', '/comparison'],
  ),
  pages(
    'Declaring',
    ['Routes and webhooks', '/declaring'],
    ['Schemas', '/schemas'],
    ['Dependencies', '/dependencies'],
    ['Documents and docs pages', '/openapi'],
    ['Servers', '/servers'],
    ['For users of FastAPI', '/fastapi'],
  ),
  pages('In any language', ['The gateway', '/gateway'], ['Changing the contract', '/contract']),
  pages('Sending', ['Sending', '/sending'], ['In your transaction', '/transactions']),
  pages(
    'Subscribers',
    ['Registering', '/registering'],
    ["The subscriber's pages", '/subscriber-pages'],
    ['Receiving', '/receiving'],
    ['Receivers from a document', '/generate'],
    ['A first session', '/listen'],
    ['Real documents', '/documents'],
  ),
  pages(
    'Operating',
    ['Operating', '/operations'],
    ['The page', '/page'],
    ["The operator's pages", '/operator-pages'],
    ['Security', '/security'],
    ['Telemetry', '/telemetry'],
    ['State machine', '/state-machine'],
    ['Faults', '/faults'],
    ['Benchmarks', '/benchmarks'],
    ['Releases', '/releases'],
  ),
]

const reference = [
  pages(
    'Reference',
    ['The command line', '/cli'],
    ['The receiver, by its README', '/reference/receiver-package'],
    ['Modules', '/reference/'],
  ),
  ...modules(),
]

/** What was made of docstrings (scripts/site.ts), where that has been. */
function modules(): DefaultTheme.SidebarItem[] {
  const folder = new URL('../reference/', import.meta.url)
  if (!existsSync(folder)) return []
  const listed = readFileSync(new URL('index.md', folder), 'utf8').matchAll(
    /^- \[(.+?)\]\((.+?)index\.md\)$/gm,
  )
  // The framework before its receiver.
  return [...listed].toReversed().map(([, title = '', path = '']) => ({
    text: title.replaceAll('\\', ''),
    collapsed: true,
    link: `/reference/${path}`,
    items: exportsOf(readFileSync(new URL(`${path}index.md`, folder), 'utf8'), path),
  }))
}

function exportsOf(text: string, path: string): DefaultTheme.SidebarItem[] {
  const listed = text.matchAll(/^- \[(.+?)\]\((.+?)\.md\)$/gm)
  return [...listed].map(([, title = '', page = '']) => ({
    text: title.replaceAll('\\', ''),
    link: `/reference/${path}${page}`,
  }))
}

export default defineConfig({
  title: 'Hookwright',
  description: 'A TypeScript API framework whose webhooks are part of the API, and are really delivered.',
  lang: 'en',
  cleanUrls: true,
  // Read in the repository only.
  srcExclude: ['package.json'],
  markdown: { config: leadOut },
  themeConfig: {
    nav: [
      { text: 'First steps', link: '/first-steps' },
      { text: 'Guide', link: '/declaring' },
      { text: 'Operating', link: '/operations' },
      { text: 'Reference', link: '/cli' },
    ],
    sidebar: { '/cli': reference, '/reference/': reference, '/': guide },
    search: { provider: 'local' },
    outline: [2, 3],
  },
})

import type { PageContext, PageParts } from './parts.ts'

/**
 * How Redoc is set up: it reports usage by default. It is given the document rather than its URL, since with a URL
 * it offers to open it in assistants of other companies.
 */
const usual = { disableTelemetry: true } as const

const start = `
const element = document.getElementById('api-reference')
const { mode, ...configuration } = JSON.parse(element.dataset.configuration)
const absolute = (reference) => new URL(reference, location.href).href
// Its search would compile code from text for a worker, which the policy forbids; without one it does without.
globalThis.Worker = undefined
if (mode !== 'auto') localStorage.setItem('redoc.colorMode', mode)
const { init } = await import(absolute(element.dataset.script))
const source = absolute(element.dataset.url)
const description = await (await fetch(source)).json()
// It would take them for relative to the page.
for (const server of description.servers ?? []) server.url = decodeURI(new URL(server.url, source).href)
init(description, configuration, element)
`

export function redocParts({ docs: { theme }, logo, file }: PageContext): PageParts {
  const colour = theme?.primaryColor
  return {
    head: `<!-- Redoc, Copyright (c) 2015-present, Rebilly, Inc., 2021-present, Redocly Inc., MIT licence: https://github.com/Redocly/redoc -->
<style>body { margin: 0 }${colour ? ` :root, :root.dark { --color-primary-base: ${colour}; --link-color-primary: ${colour} }` : ''}</style>
`,
    configuration: {
      ...usual,
      mode: theme?.mode ?? 'auto',
      ...(logo && { apiLogo: { imageUrl: logo.url, altText: logo.alt, href: logo.href } }),
    },
    references: { 'data-script': file('redoc.js') },
    scripts: [{ inline: start, module: true }],
    calls: false,
    showsLogo: true,
  }
}

import { escape } from './html.ts'
import type { PageContext, PageParts } from './parts.ts'

/**
 * How Swagger UI is set up: nothing that calls out (it would have the document validated elsewhere), and no request
 * to try on a webhook, since its URL is the subscriber's.
 */
const usual = {
  layout: 'BaseLayout',
  validatorUrl: null,
  deepLinking: true,
  // Else a reader sees nothing but closed lines, and has to know that schemas are at the end.
  docExpansion: 'list',
  defaultModelRendering: 'model',
} as const

const start = `{
const element = document.getElementById('api-reference')
const { mode, oauth, ...configuration } = JSON.parse(element.dataset.configuration)
const dark = mode === 'dark' || (mode === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches)
document.documentElement.classList.toggle('dark-mode', dark)
const absolute = (reference) => new URL(reference, location.href).href
const ui = SwaggerUIBundle({
  ...configuration,
  url: absolute(element.dataset.url),
  oauth2RedirectUrl: absolute(element.dataset.redirect),
  domNode: element,
  presets: [SwaggerUIBundle.presets.apis],
})
if (oauth) ui.initOAuth(oauth)
}`

const css = `
body { margin: 0 }

/* "No operations defined", said where there are webhooks and nothing else. */
.swagger-ui .wrapper:has(+ .wrapper .webhooks) h3 { display: none }
`

export function swaggerParts({ docs: { theme, oauth }, file, below }: PageContext): PageParts {
  const colour = theme?.primaryColor
  const coloured = colour
    ? `html .swagger-ui .info a { color: ${colour} }
html .swagger-ui .btn.authorize, html .swagger-ui .btn.execute { background: none; border-color: ${colour}; color: ${colour} }
html .swagger-ui .btn.authorize svg { fill: ${colour} }
`
    : ''
  return {
    head: `<!-- Swagger UI, Copyright 2020-2021 SmartBear Software Inc., Apache licence 2.0: https://github.com/swagger-api/swagger-ui -->
<link rel="stylesheet" href="${escape(file('swagger.css'))}">
<style>${css}${coloured}</style>
`,
    configuration: {
      ...usual,
      mode: theme?.mode ?? 'auto',
      ...(oauth && {
        oauth: {
          clientId: oauth.clientId,
          scopes: oauth.scopes ?? [],
          usePkceWithAuthorizationCodeGrant: oauth.pkce ?? true,
          additionalQueryStringParams: oauth.parameters ?? {},
        },
      }),
    },
    references: { 'data-redirect': below('oauth2-redirect') },
    scripts: [{ file: file('swagger.js') }, { inline: start }],
    calls: true,
    showsLogo: false,
  }
}

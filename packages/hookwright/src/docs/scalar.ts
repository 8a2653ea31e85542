import type { OpenApiDocument } from '../openapi/document.ts'
import { isJsonObject } from '../schema/schema.ts'
import type { DocsOAuth } from './options.ts'
import { logoHeight, type PageContext, type PageParts } from './parts.ts'

/**
 * How Scalar, the script that draws the docs page, is set up: nothing that calls out, nothing that advertises,
 * every webhook in sight, and no request to try on a webhook, since its URL is the subscriber's.
 */

/** Scalar has one switch for the buttons of all operations; only the badge tells a webhook from the others. */
const webhook = '.section:has(> .section-content > :first-child .badge.font-code.text-green)'

/** The request form's own list of operations holds the webhooks too; each operation's button opens the form anyway. */
const requestFormList = '.scalar-client :is(.scalar-sidebar-toggle, :has(> aside))'

/** The card of a webhook's sample, where the bar at its end holds that button and no choice of examples. */
const card = `${webhook} .request-card:has(> .request-card-footer > :only-child > .show-api-client-button)`

const customCss = `
${webhook} .show-api-client-button,
${card} > .request-card-footer,
${requestFormList},
a[href^="https://www.scalar.com"] { display: none }

/* The hidden bar had the card's round corners. */
${card} { overflow: hidden }

/* A link to an operation focuses all of it, which would frame it. */
.section[tabindex="-1"] { outline: none }
`

const usual = {
  // By default it loads fonts, reports usage, and offers an assistant, a server and a client of scalar.com.
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  showDeveloperTools: 'never',
  hideClientButton: true,
  hiddenClients: true,
  // Groups start closed, and webhooks without a tag are in a group at the end.
  defaultOpenAllTags: true,
  // As declared, rather than by name.
  orderSchemaPropertiesBy: 'preserve',
  orderRequiredPropertiesFirst: false,
  // Names the file that "Download OpenAPI Document" saves.
  slug: 'openapi',
} as const

/**
 * Runs before Scalar. The Zod inside it otherwise tries whether it may compile code from text, which the page's
 * policy forbids: harmless, but reported as a breach to whoever has the browser's tools open.
 */
const prelude = 'globalThis.__zod_globalConfig={jitless:true}'

export function scalarParts({ docs: { theme, oauth }, logo, document, file }: PageContext): PageParts {
  return {
    head: '<!-- Scalar API reference, Copyright (c) 2023-present Scalar, MIT licence: https://github.com/scalar/scalar -->\n',
    configuration: {
      ...usual,
      customCss: customCss + themeCss(theme?.primaryColor, logo !== undefined),
      ...(theme?.mode && theme.mode !== 'auto' ? { forceDarkModeState: theme.mode } : {}),
      ...(oauth ? { authentication: authenticationOf(oauth, document) } : {}),
    },
    scripts: [{ inline: prelude }, { file: file('scalar.js') }],
    calls: true,
    showsLogo: false,
  }
}

function themeCss(primaryColor: string | undefined, hasLogo: boolean): string {
  const colour = primaryColor ? `.light-mode, .dark-mode { --scalar-color-accent: ${primaryColor} }\n` : ''
  return colour + (hasLogo ? `:root { --scalar-custom-header-height: ${logoHeight}px }\n` : '')
}

/** What its form for OAuth is filled in with, for each flow of each scheme in the document. */
function authenticationOf({ clientId, scopes, pkce = true }: DocsOAuth, document: OpenApiDocument): object {
  const settings = {
    'x-scalar-client-id': clientId,
    ...(scopes && { selectedScopes: scopes }),
    ...(pkce && { 'x-usePkce': 'SHA-256' }),
  }
  const schemes = Object.entries(document.components?.['securitySchemes'] ?? {}).flatMap(([name, scheme]) =>
    isJsonObject(scheme) && isJsonObject(scheme['flows'])
      ? [[name, { flows: Object.fromEntries(Object.keys(scheme['flows']).map((flow) => [flow, settings])) }]]
      : [],
  )
  return { securitySchemes: Object.fromEntries(schemes) }
}

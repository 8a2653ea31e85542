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

export const scalarConfiguration = {
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
  customCss,
} as const

/**
 * Runs before Scalar. The Zod inside it otherwise tries whether it may compile code from text, which the page's
 * policy forbids: harmless, but reported as a breach to whoever has the browser's tools open.
 */
export const scalarPrelude = 'globalThis.__zod_globalConfig={jitless:true}'

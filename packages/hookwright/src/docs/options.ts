import { HookwrightError } from '../errors.ts'
import type { Awaitable } from '../operation.ts'
import type { JsonValue } from '../schema/schema.ts'

/** How the docs page looks, and who may see it. */
export interface DocsOptions {
  /** What draws it. All three are served from here and call nobody else. Default: `scalar`. */
  ui?: DocsUi
  /** What the browser's tab says. Default: the app's title. */
  title?: string
  /** A picture above the page: its URL, as the browser asks for it (`/logo.svg`), or a `data:` URL. */
  logo?: string | DocsLogo
  /** URL of the picture in the browser's tab. Default: none. */
  favicon?: string
  theme?: DocsTheme
  /** What "Authorize" is filled in with, for security schemes of type `oauth2`. Redoc sends no requests, and ignores it. */
  oauth?: DocsOAuth
  /** Settings in the words of `ui` itself, put over those made here. */
  configuration?: Readonly<Record<string, JsonValue>>
  /**
   * Who may see the docs page, its files, and the OpenAPI document in JSON and YAML. True lets a request through;
   * false answers 403; a `Response` is the answer itself, such as a 401 that asks for a password. Default: everyone.
   */
  authorize?: (request: Request) => Awaitable<boolean | Response>
}

export type DocsUi = 'scalar' | 'swagger' | 'redoc'

export interface DocsLogo {
  url: string
  /** Said to those who do not see it. Default: the title. */
  alt?: string
  /** Where a click on it leads. */
  href?: string
}

export interface DocsTheme {
  /** Default: `auto`, what the browser is set to. */
  mode?: 'auto' | 'light' | 'dark'
  /** A CSS colour for links, buttons and the like. */
  primaryColor?: string
  /** Added after the page's own styles. */
  css?: string
}

/** A browser keeps no secret, so there is none to give: register the docs page as a public client. */
export interface DocsOAuth {
  clientId: string
  /** Selected at the start. Default: none. */
  scopes?: readonly string[]
  /** Whether the authorisation code is protected by PKCE (RFC 7636). Default: true. */
  pkce?: boolean
  /** Sent along to the authorisation URL, such as `{ audience: … }`. Swagger UI only. */
  parameters?: Readonly<Record<string, string>>
}

const uis: readonly string[] = ['scalar', 'swagger', 'redoc'] satisfies DocsUi[]

/** @throws HookwrightError `bad_option` */
export function checkDocsOptions({ ui = 'scalar', theme }: DocsOptions): void {
  if (!uis.includes(ui)) {
    throw new HookwrightError(
      'bad_option',
      `\`docs.ui\` is ${JSON.stringify(ui)}. Take "scalar", "swagger" or "redoc", or docsUrl: null for no docs page.`,
    )
  }
  if (theme?.primaryColor !== undefined && /[;{}<]/.test(theme.primaryColor)) {
    throw new HookwrightError(
      'bad_option',
      `\`docs.theme.primaryColor\` is ${JSON.stringify(theme.primaryColor)}, which is no colour. Further styles go into \`docs.theme.css\`.`,
    )
  }
}

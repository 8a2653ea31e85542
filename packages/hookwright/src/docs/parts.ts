import type { OpenApiDocument } from '../openapi/document.ts'
import type { DocsLogo, DocsOptions } from './options.ts'

/** What each UI draws its part of the page from. */
export interface PageContext {
  docs: DocsOptions
  logo: DocsLogo | undefined
  document: OpenApiDocument
  /** The reference that leads from the page to one of the UI's files, by its name: `scalar.js`. */
  file: (name: string) => string
  /** The reference to a page below this one. */
  below: (name: string) => string
}

/** What a UI puts into the page. */
export interface PageParts {
  /** Elements for the head, as HTML. */
  head: string
  /** Given to the scripts, as JSON in the attribute `data-configuration` of the element `#api-reference`. */
  configuration: object
  /** Further attributes of that element, as references. */
  references?: Readonly<Record<string, string>>
  /** Scripts of the UI's own files, and lines of ours, in order. They are constant, since the policy names their hashes. */
  scripts: readonly ({ file: string } | { inline: string; module?: boolean })[]
  /** Whether the page can send requests. */
  calls: boolean
  /** Whether it shows the logo itself. */
  showsLogo: boolean
}

/** Of the logo above the page, and so the room that a UI leaves for it. In pixels. */
export const logoHeight = 56

/** Where in the developer's own code something was declared, for messages: `/srv/app.ts:12:5`. */
export class Place {
  readonly #stack: string

  constructor() {
    this.#stack = new Error('place').stack ?? ''
  }

  /** The first frame outside Hookwright, or an empty string where the runtime does not tell. */
  toString(): string {
    for (const line of this.#stack.split('\n').slice(1)) {
      const location = frame.exec(line.trim())?.[1]
      if (location && !ownFolders.some((folder) => location.includes(folder))) return pathOf(location)
    }
    return ''
  }
}

/** `at name (file:///srv/app.ts:12:5)` or `at /srv/app.ts:12:5`; folders may hold parentheses, too. */
const frame = /(?:^at (?:async )?|\()((?:file:\/\/|\/|[A-Za-z]:[\\/]).*:\d+:\d+)\)?$/

/** As stack frames spell it: percent-encoded in a URL, plain in a path. Bundles of some runtimes have no URL. */
const ownFolders = URL.canParse('.', import.meta.url) ? spellings(new URL('.', import.meta.url).pathname) : []

function spellings(folder: string): string[] {
  return [folder, decodeURIComponent(folder)]
}

/** Only a `file:` URL is percent-encoded. */
function pathOf(location: string): string {
  return location.startsWith('file://') ? decodeURIComponent(location.slice('file://'.length)) : location
}

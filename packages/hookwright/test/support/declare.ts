import { App, type AppOptions } from '../../src/app.ts'

/** An app with what `declare` declares on it. */
export function appOf(declare: (app: App) => void, options: Partial<AppOptions> = {}): App {
  const app = new App({ title: 'Shop', version: '1', ...options })
  declare(app)
  return app
}

/** What is said of the mistakes in what `declare` declares, without the places in files; empty where there are none. */
export function mistakesOf(declare: (app: App) => void, options: Partial<AppOptions> = {}): string[] {
  const app = appOf(declare, options)
  try {
    app.openapi()
    return []
  } catch (error) {
    const [, ...lines] = (error instanceof Error ? error.message : String(error)).split('\n')
    return lines.map((line) => line.replace(/^\d+\. /, '').replaceAll(/ \(declared at [^)]*:\d+:\d+\)/g, ''))
  }
}

import type { App, Delivery } from '../app.ts'
import { CommandError } from './failure.ts'

/** @throws CommandError where the app only documents its webhooks. */
export function requireDelivery(app: App, modulePath: string): Delivery {
  if (app.delivers) return app.delivery
  throw new CommandError(
    'no_delivery',
    `The app of ${modulePath} only documents its webhooks: it has no store. Give it one: ` +
      "new App({ …, delivery: { store: sqlite('hookwright.db') } }) with sqlite from 'hookwright/sqlite'.",
  )
}

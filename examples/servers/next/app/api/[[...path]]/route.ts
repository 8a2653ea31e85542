/** Next.js: a route handler for everything below /api. In your project this file is app/api/[[...path]]/route.ts. */
import { toFetchHandler } from 'hookwright'

import { app, prefix } from '../../../../app.ts'

const handler = toFetchHandler(app, { prefix })

export {
  handler as GET,
  handler as HEAD,
  handler as POST,
  handler as PUT,
  handler as PATCH,
  handler as DELETE,
  handler as OPTIONS,
}

/** Each request is answered anew, also those by GET. */
export const dynamic = 'force-dynamic'

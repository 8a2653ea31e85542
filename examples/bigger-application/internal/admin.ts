/** Shared with other applications: prefix, tags and who may call it are the business of whoever includes it. */
import { Router } from 'hookwright'
import { z } from 'zod'

export const admin = new Router()

admin.post('/', { response: z.object({ message: z.string() }), summary: 'Tidy up' }, () => ({
  message: 'All is tidy',
}))

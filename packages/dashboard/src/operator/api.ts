import { createApi } from '../api/client.ts'

/** Of all tenants together. */
export const api = createApi(null)

/** The key of what was asked of it, apart from what the subscriber's pages ask. */
export const key = (...parts: readonly unknown[]): readonly unknown[] => ['operator', ...parts]

/** How often what stands on a page is asked again; not while its tab is hidden. */
export const refreshMs = 5_000

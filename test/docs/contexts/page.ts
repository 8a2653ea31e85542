import { bearer } from 'hookwright'

export { memory as store } from './store.ts'
export const session = bearer({ name: 'session', authenticate: (): { customerId: string } | null => null })
export declare const secret: string
export declare const url: string

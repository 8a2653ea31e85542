export { memory as store } from './store.ts'
export declare function customerOf(request: Request): Promise<{ id: string } | null>

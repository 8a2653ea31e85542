export { memory as store } from './store.ts'

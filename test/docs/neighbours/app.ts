import { App } from 'hookwright'

export const app = new App({ title: 'Shop', version: '1.0.0' })

import { defineConfig } from 'vitepress'
export default defineConfig({ title: 'Hookwright', ignoreDeadLinks: true })

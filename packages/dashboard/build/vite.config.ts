import { join } from 'node:path'

import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const root = join(import.meta.dirname, '..')

/** The operator's colours, served beside the page: linked after our own stylesheet, so that they win. */
const themeLink: Plugin = {
  name: 'theme-link',
  transformIndexHtml: {
    order: 'post',
    handler: () => [
      { tag: 'link', attrs: { rel: 'stylesheet', href: './theme.css' }, injectTo: 'head' as const },
    ],
  },
}

/** Nothing inline and nothing by absolute path: the page lives under any prefix, and its policy allows no inline code. */
export default defineConfig({
  root,
  base: './',
  plugins: [react(), themeLink],
  build: {
    outDir: join(root, 'dist'),
    // Of what is built in: their terms ask for it.
    license: { fileName: 'licences.md' },
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Those that know `light-dark()`, which the colours are written with.
    target: ['chrome123', 'firefox120', 'safari17.5'],
    reportCompressedSize: false,
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  // `npx vite --config packages/dashboard/build/vite.config.ts`, with an app on port 8000.
  server: {
    proxy: {
      '^/(endpoints|deliveries|messages|event-types|receivers|session|operator|theme\\.css)': {
        target: 'http://127.0.0.1:8000/webhooks',
        changeOrigin: true,
      },
    },
  },
})

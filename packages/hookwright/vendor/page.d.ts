/** What `dist/page.js` exports; the build of packages/dashboard makes it. */

export declare const files: readonly PageFile[]

export interface PageFile {
  /** `index.html`, or `assets/…` with a hash of the content in its name. */
  name: string
  contentType: string
  /** The file, gzipped, in base64. */
  gzipBase64: string
  /** The same in Brotli. */
  brotliBase64: string
}

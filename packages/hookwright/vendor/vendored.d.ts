/** What each module in this folder exports; scripts/vendor-docs.mjs makes them. */

/** Version of the npm package. */
export declare const version: string

export declare const files: readonly VendoredFile[]

export interface VendoredFile {
  /** `scalar.js` */
  name: string
  /** SHA-256 of the file before compression, in lower-case hexadecimal. */
  sha256: string
  /** The file, gzipped, in base64. */
  gzipBase64: string
}

// Made by scripts/vendor-scalar.mjs; do not edit.
/** Version of the npm package @scalar/api-reference. */
export declare const version: string
/** SHA-256 of the script before compression, in lower-case hexadecimal. */
export declare const sha256: string
/** The script, gzipped, in base64. */
export declare const gzipBase64: string

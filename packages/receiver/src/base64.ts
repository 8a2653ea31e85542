/** Standard base64 (RFC 4648, section 4), by what every runtime has. `atob` alone is too lenient: it skips whitespace. */
const shape = /^[A-Za-z0-9+/]*={0,2}$/

/** The bytes, or undefined where the text is not base64. Padding may be left out. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!shape.test(text)) return undefined
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    return undefined
  }
}

/** The same in the alphabet of URLs (RFC 4648, section 5), as JSON Web Keys have it. */
export function decodeBase64Url(text: string): Uint8Array<ArrayBuffer> | undefined {
  return decodeBase64(text.replaceAll('-', '+').replaceAll('_', '/'))
}

export function encodeBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}

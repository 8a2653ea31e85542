/** The header that a property of a `headers` schema means: `x_token` and `X-Token` are both `x-token`. */
export function headerName(property: string): string {
  return property.toLowerCase().replaceAll('_', '-')
}

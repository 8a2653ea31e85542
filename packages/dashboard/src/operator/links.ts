/** The operator's pages, as the navigation names them. */
export const operatorLinks: readonly { path: string; label: string }[] = [
  { path: '/operator', label: 'Overview' },
]

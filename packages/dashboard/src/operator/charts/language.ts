/**
 * Chromium started in the POSIX locale calls its language `en-US@posix`, which Intl refuses; uPlot asks for it as soon
 * as it is loaded, and would take the page with it. Import this before uPlot.
 */
try {
  Intl.getCanonicalLocales(navigator.language)
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en-US', configurable: true })
}

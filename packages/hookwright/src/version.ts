/** This package's, as receivers and telemetry are told. */
export const version = '0.1.0'

/** How Hookwright names itself to receivers. */
export const userAgent = `Hookwright/${version}`

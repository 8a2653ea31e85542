/** This package's, as receivers and telemetry are told. */
export const version = '0.1.0'

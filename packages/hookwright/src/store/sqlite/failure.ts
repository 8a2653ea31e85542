/** What SQLite's result codes mean to the person who has to mend it. */
const cures: Readonly<Record<number, string>> = {
  3: 'Check that this process may read and write the file and its folder.',
  5: 'Another process, or a transaction of your own, held it locked for longer than busyTimeoutMs. End that, or raise busyTimeoutMs.',
  8: 'Check that this process may write the file and its folder.',
  10: 'Check the disk.',
  11: 'The file is damaged: restore it from a copy.',
  13: 'The disk is full: make room.',
  14: 'Check that this process may write the file and its folder.',
  26: 'Give the path of a SQLite database, or of a file that does not exist yet.',
}

export function cureFor(error: unknown): string {
  return cures[resultCode(error)] ?? 'The cause has the details.'
}

export function isBusy(error: unknown): boolean {
  return resultCode(error) === 5
}

/** The primary result code: https://sqlite.org/rescode.html. -1 where it was not SQLite that failed. */
function resultCode(error: unknown): number {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return -1
  return error.errcode & 0xff
}

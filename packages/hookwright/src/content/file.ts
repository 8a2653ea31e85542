/** How one field of `files` is uploaded. `T` is what the handler gets. */
export class FileField<out T extends File | readonly File[] | undefined> {
  declare readonly '~uploads': T
  /** @internal */
  readonly rules: FileRules

  /** @internal */
  constructor(rules: FileRules) {
    this.rules = rules
  }
}

/** @internal */
export interface FileRules {
  many: boolean
  minCount: number
  maxCount: number
  maxBytes: number | undefined
  accept: readonly string[] | undefined
  description: string | undefined
}

export type FileFields = Readonly<Record<string, FileField<File | readonly File[] | undefined>>>

/** What a handler gets for `files`. */
export type UploadsOf<Fields> = Fields extends FileFields
  ? { [Name in keyof Fields]: Fields[Name] extends FileField<infer Uploads> ? Uploads : never }
  : undefined

export interface FileOptions {
  /** The largest a file may be, in bytes. Default: `bodyLimitBytes` of the App. */
  maxBytes?: number
  /** Media types: `image/png`, or `image/*`. They are what the caller says; no file is looked into. Default: any. */
  accept?: readonly string[]
  /** CommonMark. */
  description?: string
}

/**
 * One file of a multipart form: the handler gets a `File`. A request without it is answered with 422, unless it is
 * `optional`; a larger one with 413; one of another media type with 415.
 */
export function file(options: FileOptions & { optional: true }): FileField<File | undefined>
export function file(options?: FileOptions & { optional?: false }): FileField<File>
export function file({ optional = false, ...options }: FileOptions & { optional?: boolean } = {}): FileField<
  File | undefined
> {
  return new FileField({ ...rulesOf(options), many: false, minCount: optional ? 0 : 1, maxCount: 1 })
}

/**
 * Files of a multipart form under one name: the handler gets a list of `File`. `maxCount` has to be said, since it
 * bounds what is read into memory; too few or too many are answered with 422.
 */
export function fileList(
  options: FileOptions & { maxCount: number; /** Default: 0. */ minCount?: number },
): FileField<File[]> {
  const { minCount = 0, maxCount } = options
  return new FileField({ ...rulesOf(options), many: true, minCount, maxCount })
}

function rulesOf({
  maxBytes,
  accept,
  description,
}: FileOptions): Pick<FileRules, 'maxBytes' | 'accept' | 'description'> {
  return { maxBytes, accept, description }
}

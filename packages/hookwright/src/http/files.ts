import { isWithin } from '../content/content.ts'
import type { FileFields, FileRules } from '../content/file.ts'
import type { ValidationIssue } from '../schema/validate.ts'
import type { FormParts } from './form.ts'

/** What is wrong with a file, and the status that says so. */
export interface FileIssue extends ValidationIssue {
  status: 413 | 415 | 422
}

/** The files of each declared field, and all that is wrong with them. `usualMaxBytes` is for those that say nothing. */
export function checkFiles(
  fields: FileFields,
  { files, texts }: FormParts,
  usualMaxBytes: number,
): { values: Record<string, File | readonly File[] | undefined>; issues: FileIssue[] } {
  const issues: FileIssue[] = []
  const values = Object.entries(fields).map(([name, { rules }]) => {
    const given = files.get(name) ?? []
    issues.push(...countIssues(name, given.length, texts.has(name), rules))
    for (const [index, file] of given.entries()) {
      const loc = rules.many ? ['body', name, index] : ['body', name]
      issues.push(...fileIssues(file, rules, usualMaxBytes).map((issue) => ({ loc, ...issue })))
    }
    return [name, rules.many ? given : given[0]] as const
  })
  return { values: Object.fromEntries(values), issues }
}

function countIssues(name: string, count: number, isText: boolean, rules: FileRules): FileIssue[] {
  const { minCount, maxCount } = rules
  const issue = (type: string, msg: string): FileIssue[] => [{ loc: ['body', name], msg, type, status: 422 }]
  if (count === 0 && isText) return issue('file_expected', 'Expected a file, not text')
  if (count === 0 && minCount > 0) return issue('missing', 'Field required')
  if (count < minCount) return issue('too_few_files', `Expected at least ${filesOf(minCount)}, got ${count}`)
  if (count > maxCount) return issue('too_many_files', `Expected at most ${filesOf(maxCount)}, got ${count}`)
  return []
}

function filesOf(count: number): string {
  return count === 1 ? '1 file' : `${count} files`
}

function fileIssues(file: File, rules: FileRules, usualMaxBytes: number): Omit<FileIssue, 'loc'>[] {
  const { maxBytes = usualMaxBytes, accept } = rules
  const issues: Omit<FileIssue, 'loc'>[] = []
  if (file.size > maxBytes) {
    issues.push({ msg: `The file is larger than ${maxBytes} bytes`, type: 'file_too_large', status: 413 })
  }
  if (accept && !accept.some((range) => isWithin(file.type, range))) {
    issues.push({
      msg: `The file is ${file.type || 'of no media type'}, not ${accept.join(' or ')}`,
      type: 'file_type',
      status: 415,
    })
  }
  return issues
}

/** The most that a request with these files may hold, where nothing else is said: the fields, and every file at its largest. */
export function bodyLimitFor(fields: FileFields | undefined, usualBytes: number): number {
  const files = Object.values(fields ?? {}).map(
    ({ rules: { maxBytes = usualBytes, maxCount } }) => maxBytes * maxCount,
  )
  return files.reduce((sum, bytes) => sum + bytes, usualBytes)
}

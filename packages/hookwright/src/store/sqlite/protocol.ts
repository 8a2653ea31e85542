import type { HookwrightErrorCode } from '../../errors.ts'
import type { Migrated, Store } from '../store.ts'

/** What the store and its worker thread say to each other. All types follow from `Store`. */

export type OperationName = Exclude<
  keyof Store,
  'name' | 'open' | 'close' | 'migrate' | 'subscribe' | 'enqueueWithin'
>
export type Arguments<Name extends OperationName> = Parameters<Store[Name]>
export type Result<Name extends OperationName> = Awaited<ReturnType<Store[Name]>>

export interface CallOf<Name extends OperationName> {
  id: number
  operation: Name
  args: Arguments<Name>
}

/** One of the calls of `Name`: operation and arguments belong together. */
export type Call<Name extends OperationName = OperationName> = { [Each in Name]: CallOf<Each> }[Name]

export type ToWorker = Call | 'close'

export type FromWorker<Value> =
  | { kind: 'opened'; migrated: Migrated }
  | { kind: 'refused'; failure: Failure }
  | Answers<Value>

/** The answers to the calls that shared a transaction. */
export interface Answers<Value> {
  kind: 'answers'
  answers: Answer<Value>[]
}

export type Answer<Value> = { id: number; value: Value } | { id: number; failure: Failure }

/** An error on its way between threads, which keep neither its class nor its code. */
export interface Failure {
  code: HookwrightErrorCode
  message: string
  cause: unknown
}

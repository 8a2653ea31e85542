import type { OperationTypes } from './operation.ts'
import type { InputOf } from './schema/schema.ts'

/** An example, as an Example Object (OpenAPI 3.1, 4.8.19) shows it. */
export interface Example<T = unknown> {
  summary?: string
  /** CommonMark. */
  description?: string
  /** As it is given: to `send`, to `reply`, or by the caller. The document shows what is sent for it. */
  value: T
}

/** By name. */
export type Examples<T = unknown> = Readonly<Record<string, Example<T>>>

/** Examples of the parts of an operation. Those of other statuses stand in `responses`. */
export interface OperationExamples<T extends OperationTypes = OperationTypes> {
  body?: Examples<InputOf<NoInfer<T['body']>>>
  form?: Examples<InputOf<NoInfer<T['form']>>>
  response?: Examples<InputOf<NoInfer<T['response']>>>
  /** By parameter, then by name. */
  params?: ParameterExamples<InputOf<NoInfer<T['params']>>>
  query?: ParameterExamples<InputOf<NoInfer<T['query']>>>
  headers?: ParameterExamples<InputOf<NoInfer<T['headers']>>>
  cookies?: ParameterExamples<InputOf<NoInfer<T['cookies']>>>
}

type ParameterExamples<Values> = { readonly [Name in keyof Values]?: Examples<Values[Name]> }

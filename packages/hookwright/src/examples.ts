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
  body?: Examples<NoInfer<InputOf<T['body']>>>
  form?: Examples<NoInfer<InputOf<T['form']>>>
  response?: Examples<NoInfer<InputOf<T['response']>>>
  /** By parameter, then by name. */
  params?: ParameterExamples<NoInfer<InputOf<T['params']>>>
  query?: ParameterExamples<NoInfer<InputOf<T['query']>>>
  headers?: ParameterExamples<NoInfer<InputOf<T['headers']>>>
  cookies?: ParameterExamples<NoInfer<InputOf<T['cookies']>>>
}

/** Where nothing is known of the parameters, as of a webhook's, they are checked at the start only. */
type ParameterExamples<Values> = unknown extends Values
  ? Readonly<Record<string, Examples>>
  : { readonly [Name in keyof Values]?: Examples<Values[Name]> }

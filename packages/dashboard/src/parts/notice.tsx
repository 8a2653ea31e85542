import type { ReactNode } from 'react'

import { wordsOf } from '../api/errors.ts'

export type Tone = 'good' | 'bad' | 'warn' | 'info' | 'plain'

/** Something to know before going on; what is wrong is told at once to who cannot see it. */
export function Notice({ tone, title, children }: { tone: Tone; title?: string; children: ReactNode }) {
  return (
    <div className="notice" data-tone={tone} role={tone === 'bad' ? 'alert' : 'status'}>
      {title !== undefined && <strong>{title}</strong>}
      {typeof children === 'string' ? <p>{children}</p> : children}
    </div>
  )
}

/** What went wrong; nothing while nothing did. */
export function Problem({ error }: { error: unknown }) {
  return error === null || error === undefined ? null : <Notice tone="bad">{wordsOf(error)}</Notice>
}

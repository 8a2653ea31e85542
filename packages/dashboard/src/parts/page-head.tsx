import type { ReactNode } from 'react'

/** The heading of a page: what it is, what can be done. */
export function PageHead({
  title,
  above,
  words,
  children,
}: {
  title: ReactNode
  /** The way back. */
  above?: ReactNode
  words?: ReactNode
  /** Buttons. */
  children?: ReactNode
}) {
  return (
    <div className="page-head">
      <div className="page-head-words">
        {above !== undefined && <div>{above}</div>}
        <h1>{title}</h1>
        {words !== undefined && <div className="muted">{words}</div>}
      </div>
      {children !== undefined && <div className="row">{children}</div>}
    </div>
  )
}

/** What stands for a page that is not there, not yet, or not at all. */
import { wordsOf } from '../api/errors.ts'
import { Button } from '../parts/button.tsx'
import { Notice } from '../parts/notice.tsx'
import { PageHead } from '../parts/page-head.tsx'

export function LoadingPage() {
  return (
    <p className="loading" role="status">
      Loading…
    </p>
  )
}

export function ErrorPage({ error }: { error: unknown }) {
  return (
    <Notice tone="bad" title="This page failed">
      <p>{wordsOf(error)}</p>
      <Button onClick={() => location.reload()}>Load it again</Button>
    </Notice>
  )
}

export function NotFoundPage() {
  return (
    <Notice tone="warn" title="There is no such page">
      <a href="#/">To the start</a>
    </Notice>
  )
}

export function ForOperatorsOnly() {
  return (
    <>
      <PageHead title="This page is for operators only" />
      <Notice tone="warn">
        <p>You are signed in for one tenant. Whoever runs this API sees all of them.</p>
        <a href="#/">To your own pages</a>
      </Notice>
    </>
  )
}

import { useState, type FormEvent } from 'react'

import { wordsOf } from '../api/errors.ts'
import { Button } from '../parts/button.tsx'
import { Field } from '../parts/field.tsx'
import { Notice } from '../parts/notice.tsx'
import { signIn } from './session.ts'

/** Shown to whoever is not signed in. */
export function SignIn({ reason }: { reason: string | null }) {
  const [token, setToken] = useState('')
  const [problem, setProblem] = useState(reason)
  const [isBusy, setBusy] = useState(false)

  async function submit(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    setProblem(null)
    try {
      await signIn(token.trim())
    } catch (error) {
      setProblem(wordsOf(error))
      setBusy(false)
    }
  }

  return (
    <main className="sign-in">
      <h1>Webhooks</h1>
      {problem !== null && <Notice tone="warn">{problem}</Notice>}
      <p>
        Open the link that the provider of this API gave you: in its own console it usually stands near the
        API keys. The link signs you in for a while; when it has run out, ask for a new one.
      </p>
      <form onSubmit={(event) => void submit(event)}>
        <Field
          label="Token"
          hint="Of a link, or the development token that the server printed when it started."
          type="password"
          autoComplete="off"
          required
          value={token}
          onValueChange={setToken}
        />
        <Button type="submit" kind="primary" isBusy={isBusy}>
          Sign in
        </Button>
      </form>
    </main>
  )
}

import { useState } from 'react'

import { Button } from './button.tsx'

/** Text as it is: shown, never interpreted; the button copies exactly `copied`, which is `text` unless given. */
export function Code({
  text,
  copied = text,
  label,
  isWrapped = false,
}: {
  text: string
  copied?: string
  /** What it is, to who cannot see it: "Request body". */
  label: string
  isWrapped?: boolean
}) {
  return (
    <div className="code" data-wrap={isWrapped || undefined}>
      {/* It may scroll, and so the keyboard must reach it. */}
      <pre tabIndex={0} role="region" aria-label={label}>
        <code>{text}</code>
      </pre>
      <CopyButton text={copied} what={label} />
    </div>
  )
}

export function CopyButton({ text, what }: { text: string; what: string }) {
  const [said, setSaid] = useState<'Copy' | 'Copied' | 'Not copied'>('Copy')
  async function copy() {
    try {
      await navigator.clipboard.writeText(text)
      setSaid('Copied')
    } catch {
      // Without HTTPS, or in a frame, there may be no clipboard: then the text has to be selected.
      setSaid('Not copied')
    }
    setTimeout(setSaid, 2_000, 'Copy')
  }
  return (
    <Button onClick={() => void copy()} aria-label={`${said}: ${what}`}>
      {said}
    </Button>
  )
}

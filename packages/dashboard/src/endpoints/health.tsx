import { isWithoutEnd } from '../operator/pause.ts'
import { Button, ButtonLink } from '../parts/button.tsx'
import { Notice } from '../parts/notice.tsx'
import { Countdown, Time } from '../parts/time.tsx'
import { tellProblem } from '../parts/toast.tsx'
import { useScope } from '../shell/scope.tsx'
import { useChangeEndpoint, type Endpoint } from './queries.ts'

const disabledBecause: Readonly<Record<NonNullable<Endpoint['disabledReason']>, string>> = {
  by_request: 'It was disabled by request.',
  gone: 'Its receiver answered 410, which says that it wants no more.',
  failing: 'Every attempt failed for too long.',
}

/** How an endpoint is, in words, and what to do; nothing where all is well. */
export function Health({ endpoint }: { endpoint: Endpoint }) {
  const { href } = useScope()
  const change = useChangeEndpoint(endpoint.id)
  const { id, state, disabledReason, failingSince, pausedUntil } = endpoint
  const isPaused = pausedUntil !== null && Date.parse(pausedUntil) > Date.now()
  if (state === 'disabled') {
    return (
      <Notice
        tone={disabledReason === 'by_request' ? 'plain' : 'bad'}
        title="Disabled: nothing is sent to it"
      >
        <p>
          {disabledReason !== null && disabledBecause[disabledReason]} When it is enabled again, recover what
          it missed under “Recover”.
        </p>
        <Button onClick={() => void change({ state: 'enabled' }).catch(tellProblem)}>Enable it</Button>
      </Notice>
    )
  }
  return (
    <>
      {failingSince !== null && (
        <Notice tone="bad" title="Failing">
          <p>
            No attempt has succeeded since <Time at={failingSince} />. Look at what the receiver answers; what
            fails is tried again by itself.
          </p>
          <ButtonLink href={href(`/endpoints/${id}?tab=test`)}>Send a test event</ButtonLink>
        </Notice>
      )}
      {isPaused && (
        <Notice tone="warn" title="Paused">
          <p>
            {isWithoutEnd(pausedUntil) ? (
              'Nothing is sent until somebody ends the pause. '
            ) : (
              <>
                Nothing is sent until <Time at={pausedUntil} /> (<Countdown to={pausedUntil} />
                ), because the receiver asked for it or somebody paused it.{' '}
              </>
            )}
            What is to be delivered waits.
          </p>
          <Button onClick={() => void change({ pausedUntil: null }).catch(tellProblem)}>End the pause</Button>
        </Notice>
      )}
    </>
  )
}

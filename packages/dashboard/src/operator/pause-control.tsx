import { useMutation, useQueryClient } from '@tanstack/react-query'

import { answered, createApi, type View } from '../api/client.ts'
import { Button } from '../parts/button.tsx'
import { Menu } from '../parts/menu.tsx'
import { tell, tellProblem } from '../parts/toast.tsx'
import { endOfPause, isPaused, pauses } from './pause.ts'

type Pausable = Pick<View<'WebhookEndpoint'>, 'id' | 'tenant' | 'url' | 'state' | 'pausedUntil'>

/** Has an endpoint wait, or go on. What is to be delivered meanwhile is kept, and delivered afterwards. */
export function PauseControl({ endpoint }: { endpoint: Pausable }) {
  const { id, tenant, url, state } = endpoint
  const queries = useQueryClient()
  const { mutate, isPending } = useMutation({
    mutationFn: (until: string | null) =>
      answered(
        createApi(tenant).PATCH('/endpoints/{endpointId}', {
          params: { path: { endpointId: id } },
          body: { pausedUntil: until },
        }),
      ),
    onSuccess: (_changed, until) =>
      tell(until === null ? `${url} gets deliveries again.` : `${url} is paused.`),
    onError: tellProblem,
    // Whatever shows it, of the operator's and of the tenant's pages.
    onSettled: () => queries.invalidateQueries(),
  })
  if (state === 'disabled') return null
  if (isPaused(endpoint)) {
    return (
      <Button isBusy={isPending} aria-label={`Resume ${url}`} onClick={() => mutate(null)}>
        Resume
      </Button>
    )
  }
  return (
    <Menu
      label="Pause"
      name={`Pause ${url}`}
      isBusy={isPending}
      items={pauses.map(({ label, ms }) => ({ label, onChoose: () => mutate(endOfPause(ms, Date.now())) }))}
    />
  )
}

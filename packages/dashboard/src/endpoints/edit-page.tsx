import { Problem } from '../parts/notice.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { tell } from '../parts/toast.tsx'
import { usePathPart } from '../shell/place.ts'
import { useScope } from '../shell/scope.tsx'
import { bodyOf, draftOf } from './draft.ts'
import { EndpointForm } from './endpoint-form.tsx'
import { useChangeEndpoint, useEndpoint } from './queries.ts'

export function EditEndpointPage() {
  const { href } = useScope()
  const id = usePathPart('endpointId')
  const { data: endpoint, error } = useEndpoint(id)
  const change = useChangeEndpoint(id)
  const back = href(`/endpoints/${id}`)
  return (
    <>
      <PageHead above={<a href={back}>{endpoint?.url ?? id}</a>} title="Change the endpoint" />
      <Problem error={error} />
      {endpoint !== undefined && (
        <EndpointForm
          initial={draftOf(endpoint)}
          isNew={false}
          headerNames={endpoint.headerNames}
          action="Save"
          backHref={back}
          onSubmit={async (draft) => {
            await change(bodyOf(draft))
            tell('The endpoint is changed.')
            location.hash = back
          }}
        />
      )}
    </>
  )
}

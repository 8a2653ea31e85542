import { useQuery } from '@tanstack/react-query'

import { answered } from '../api/client.ts'
import { useScope } from '../shell/scope.tsx'
import { isFinished } from './words.ts'

/** A delivery with its attempts, asked anew until it has ended. */
export function useDelivery(deliveryId: string) {
  const { api, key } = useScope()
  return useQuery({
    queryKey: key('deliveries', deliveryId),
    queryFn: () => answered(api.GET('/deliveries/{deliveryId}', { params: { path: { deliveryId } } })),
    enabled: deliveryId !== '',
    refetchInterval: ({ state: { data } }) => {
      if (!data || isFinished(data)) return false
      const isNear = data.nextAttemptAt === null || Date.parse(data.nextAttemptAt) - Date.now() < 15_000
      return isNear ? 1_000 : 5_000
    },
  })
}

export function useMessage(messageId: string | undefined) {
  const { api, key } = useScope()
  return useQuery({
    queryKey: key('messages', messageId),
    queryFn: () =>
      answered(api.GET('/messages/{messageId}', { params: { path: { messageId: messageId ?? '' } } })),
    enabled: messageId !== undefined,
    staleTime: 60_000,
  })
}

/**
 * `column = value`, which PostgreSQL can only look up in an index, once for each row of the other side. Of a plain equality it may
 * make a hash join instead, for which it reads the whole table with every batch, up to some ten thousand rows.
 */
export const seeks = (column: string, value: string): string => `${column} = any (array[${value}])`

/** A delivery by its primary key. */
export const seeksDelivery = (tenant: string, id: string): string =>
  `${seeks('delivery.tenant', tenant)} and ${seeks('delivery.id', id)}`

/**
 * `delivery.state = state`, without what PostgreSQL would expect of it. Where it last counted the table in a quiet moment it expects
 * no such delivery, and reads all of them first; when there are thousands, each is compared with all of a batch.
 */
export const isIn = (state: 'pending' | 'leased'): string =>
  `case when delivery.state = '${state}' then true else false end`

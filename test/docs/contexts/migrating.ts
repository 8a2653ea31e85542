export declare function oldEndpoints(): Promise<
  { id: string; customerId: string; url: string; events: string[]; secret?: string }[]
>
export declare function tellCustomer(customer: string, endpointId: string, secret: string): Promise<void>

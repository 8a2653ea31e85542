export declare function ship(orderId: string): Promise<void>

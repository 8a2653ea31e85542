export declare const request: Request
export declare const secret: string
export declare const body: string
export declare const timestamp: number

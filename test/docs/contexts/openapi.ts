export declare function isStaff(cookie: string | null): boolean

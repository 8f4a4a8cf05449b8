export declare const loadFast: () => void

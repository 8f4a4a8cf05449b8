export declare const compiledFolder: string
export declare const keepCompiled: () => void

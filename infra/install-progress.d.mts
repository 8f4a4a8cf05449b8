export function shareThere(folders: readonly string[], within?: string): number
export function told(share: number, passedMs: number): string

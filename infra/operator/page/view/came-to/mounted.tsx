import { useEffect, useRef } from 'preact/hooks'

interface MountedProps {
  /** Makes what is shown; what draws in it stops at `until`. */
  readonly make: (until: AbortSignal) => readonly Node[]
  readonly class?: string
}

/** Puts in place what the pictures make by themselves: the lab's own sections, as they are. */
export function Mounted({ make, class: kind = '' }: MountedProps) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const taken = new AbortController()
    place.current?.replaceChildren(...make(taken.signal))
    return () => taken.abort()
  }, [make])
  return <div ref={place} class={kind} />
}

import { useEffect, useRef } from 'preact/hooks'

interface MountedProps {
  /** Makes the content; its drawing stops at `until`. */
  readonly make: (until: AbortSignal) => readonly Node[]
  readonly class?: string
}

/** Mounts the lab's own sections, unchanged. */
export function Mounted({ make, class: kind = '' }: MountedProps) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const taken = new AbortController()
    place.current?.replaceChildren(...make(taken.signal))
    return () => taken.abort()
  }, [make])
  return <div ref={place} class={kind} />
}

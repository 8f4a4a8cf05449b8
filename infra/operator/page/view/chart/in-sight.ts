import { useEffect, useRef, useState } from 'preact/hooks'

/** Whether an element is on the screen or close to it: distant ones are not drawn. */
export function useInSight<Name extends HTMLElement>() {
  const ref = useRef<Name>(null)
  const [isInSight, setInSight] = useState(false)
  useEffect(() => {
    const { current } = ref
    if (!current) return
    const observer = new IntersectionObserver(
      entries => setInSight(entries.at(-1)?.isIntersecting ?? false),
      { rootMargin: '200px' },
    )
    observer.observe(current)
    return () => observer.disconnect()
  }, [])
  return { ref, isInSight }
}

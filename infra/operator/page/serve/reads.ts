import { printableJson } from '#domain/printable.ts'
import { paths } from '../shown/paths.ts'
import { jsonReply, type Reply, replyOf, Unanswerable } from './answer.ts'
import { api } from './api.ts'
import { shaped } from './body.ts'
import { metricsText, metricsType } from './metrics.ts'
import { openApiText } from './openapi.ts'
import { pageAnswers } from './page-answers.ts'
import type { Place } from './place.ts'

/** Answers for the page and other tools. Throws `Unanswerable` for unknown things. */
export async function readingReply(place: Place, url: URL): Promise<Reply> {
  const { pathname: path, searchParams } = url
  if (path === paths.metrics) {
    const whole = await place.following.whole()
    return replyOf(200, await metricsText(whole, place.following.known()), metricsType)
  }
  if (path === paths.openapi) return jsonReply(200, openApiText())
  const query = Object.fromEntries(searchParams)
  const ofPage = Object.hasOwn(pageAnswers, path) && pageAnswers[path]
  if (ofPage) return jsonReply(200, printableJson(await ofPage(place, query)))
  for (const route of api) {
    const found = new RegExp(`^${route.path.replace('{id}', '([^/]+)')}$`).exec(path)
    if (!found) continue
    const asked = { id: idIn(found[1]), query: shaped(query, route.query) }
    const told = await route.answered(place, asked)
    return jsonReply(200, route.isRaw ? JSON.stringify(told) : printableJson(told))
  }
  throw new Unanswerable(404, `there is no ${path}`)
}

function idIn(text = ''): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new Unanswerable(400, 'expected an id, got what cannot be decoded')
  }
}

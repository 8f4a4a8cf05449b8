import * as z from 'zod'
import { createDocument } from 'zod-openapi'
import manifest from '../../../../package.json' with { type: 'json' }
import { api } from './api.ts'

const refused = z.object({ error: z.string(), todo: z.string().optional() }).meta({ id: 'Refused' })
const jsonOf = (schema: z.ZodType) => ({ content: { 'application/json': { schema } } })

/**
 * Describes what other tools may read below the page's address, by the same shapes that tests check the answers
 * against.
 */
export const openApiDocument = () =>
  createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Quantum Trader',
      version: manifest.version,
      description:
        'Read-only, on the operator’s own machine, as long as `qt page` runs. Money, prices and shares are decimal text; times are milliseconds in the time of the market that is traded.',
    },
    servers: [{ url: 'http://127.0.0.1:7340' }],
    security: [{ bearer: [] }],
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    paths: Object.fromEntries(
      api.map(({ path, summary, query, shape }) => [
        path,
        {
          get: {
            summary,
            requestParams: {
              ...(path.includes('{id}') && { path: z.object({ id: z.string() }) }),
              ...(Object.keys(query.shape).length > 0 && { query }),
            },
            responses: {
              200: { description: 'The present state.', ...jsonOf(shape) },
              '4XX': { description: 'The request cannot be answered.', ...jsonOf(refused) },
            },
          },
        },
      ]),
    ),
  })

/** The document as it is served, and kept in docs. */
export const openApiText = (): string => `${JSON.stringify(openApiDocument(), undefined, 2)}\n`

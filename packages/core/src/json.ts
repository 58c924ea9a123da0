import { assertJson } from '@cloudwerk/durable-object'
import type { AsJson } from './as-json.ts'

/**
 * A JSON response: `data` as `JSON.stringify` writes it, status 200 unless `init` says otherwise.
 *
 * @throws TypeError with the path of what JSON would leave out or turn into `{}`: a promise that is not
 * awaited, a Map, a Set, an Error, bytes, a function, and `undefined` as a whole; and for a cycle.
 */
export function json<Data>(
  // Not an intersection, which would take null out of what is inferred.
  data: [Data] extends [AsJson<Data>] ? Data : AsJson<NoInfer<Data>>,
  init?: ResponseInit,
): Response {
  assertJson(data, { given: 'json() was given', name: 'data' })
  return Response.json(data, init)
}

import { assertJson } from '@cloudwerk/durable-object'
import type { AsJson } from './as-json.ts'

/**
 * A JSON response: `data` as `JSON.stringify` encodes it, with status 200 unless `init` has another.
 *
 * @throws TypeError with the path of what JSON would leave out or turn into `{}`: a promise that is not
 *   awaited, a Map, a Set, an Error, bytes, a function, or `undefined` as `data`; also for a cycle.
 */
export function json<Data>(
  // Not an intersection, from which null would not be inferred.
  data: [Data] extends [AsJson<Data>] ? Data : AsJson<NoInfer<Data>>,
  init?: ResponseInit,
): Response {
  assertJson(data, { given: 'json() was given', name: 'data' })
  return Response.json(data, init)
}

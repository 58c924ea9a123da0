/**
 * A JSON response: `data` as `JSON.stringify` writes it, status 200 unless `init` says otherwise.
 *
 * @throws TypeError when `data` has no JSON form: `undefined`, a function, a cycle, a bigint.
 */
export function json(data: unknown, init?: ResponseInit): Response {
  return Response.json(data, init)
}

import { describe } from './describe.ts'
import type { MiddlewareModule } from './router.ts'

/** What a file such as `middleware.ts` exports as default. The build has checked what its source shows. */
export function assertFunction<Handler>({ file, module }: MiddlewareModule): Handler {
  if (typeof module.default === 'function') return module.default as Handler
  throw new TypeError(
    `The default export of ${file} is ${describe(module.default)}, not a function.`,
  )
}

/** @throws TypeError that names the file. */
export function assertResponse(
  result: unknown,
  file: string,
  advice = 'Return next(), json(data) from @cloudwerk/core or new Response(…).',
): Response {
  if (result instanceof Response) return result
  throw new TypeError(`${file} returned ${describe(result)}, not a Response. ${advice}`)
}

import type { StandardSchemaV1 } from '@standard-schema/spec'
import { keysOf } from '../issue-path.ts'
import { RefusedCall } from './call-errors.ts'
import type { OpenCall } from './class-live.ts'

/**
 * The arguments that the method gets: what the schemas make of those given. A promise where a schema
 * needs one.
 *
 * @throws RefusedCall for what may not be called, or not with these arguments.
 */
export function checkCall(
  call: OpenCall,
  { viewer, args }: { viewer: unknown; args: readonly unknown[] },
): unknown[] | Promise<unknown[]> {
  const { name, schemas, isAllowed } = call
  if (isAllowed && !isAllowed(viewer)) {
    throw new RefusedCall({ code: 'NOT_ALLOWED', message: `You may not call '${name}'.` })
  }
  if (args.length > schemas.length) {
    const message = `'${name}' takes ${schemas.length} arguments, and was given ${args.length}.`
    throw new RefusedCall({ code: 'INVALID_ARGUMENTS', message, data: [] })
  }
  const results = schemas.map((schema, at) => schema['~standard'].validate(args[at]))
  if (!results.some((result) => result instanceof Promise)) {
    return accept(name, results as StandardSchemaV1.Result<unknown>[])
  }
  return Promise.all(results).then((settled) => accept(name, settled))
}

function accept(name: string, results: readonly StandardSchemaV1.Result<unknown>[]): unknown[] {
  const issues = results.flatMap(({ issues = [] }, at) =>
    issues.map((issue) => ({ message: issue.message, path: [at, ...keysOf(issue)] })),
  )
  const [first] = issues
  if (first) {
    const message = `Argument ${Number(first.path[0]) + 1} of '${name}': ${first.message}`
    throw new RefusedCall({ code: 'INVALID_ARGUMENTS', message, data: issues })
  }
  return results.map((result) => (result as StandardSchemaV1.SuccessResult<unknown>).value)
}

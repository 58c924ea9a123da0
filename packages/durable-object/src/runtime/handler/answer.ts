import { DurableObjectLimitError } from '../../errors.ts'
import { isSmallData, isView, plain, step } from '../../state/index.ts'
import { messageLimit, sizeOfMessage } from './message-size.ts'
import { cannotBeSent } from './sendable.ts'

/**
 * A method's result as it can be sent to its caller. Checked before the commit, since the platform fails
 * only after it.
 *
 * @throws TypeError for what cannot be sent, with its place in the result.
 * @throws DurableObjectLimitError for more than one call can carry.
 */
export function toAnswer(result: unknown): unknown {
  if (isSmallData(result)) return result
  const answer = plain(result)
  if (isSmallData(answer)) return answer
  // Parts of the state are data.
  if (!isView(result)) assertSent(answer, { seen: new Set(), steps: [] })
  if (sizeOfMessage(answer) > messageLimit) {
    throw new DurableObjectLimitError(
      'The result takes over 32 MiB, which is more than a call can carry. Return it in parts, or as a stream.',
    )
  }
  return answer
}

interface Walk {
  seen: Set<object>
  steps: [owner: object, key: unknown][]
}

function assertSent(value: unknown, walk: Walk): void {
  const why = cannotBeSent(value)
  if (why) refuse(why, walk)
  if (typeof value !== 'object' || value === null || walk.seen.has(value)) return
  walk.seen.add(value)
  for (const [key, item] of partsOf(value)) {
    walk.steps.push([value, key])
    assertSent(item, walk)
    if (value instanceof Map) assertSent(key, walk)
    walk.steps.pop()
  }
}

function partsOf(value: object): Iterable<[unknown, unknown]> {
  if (value instanceof Map || value instanceof Set) return value.entries()
  if (value instanceof Error) return [...Object.entries(value), ['cause', value.cause]]
  const isData = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype
  return isData ? Object.entries(value) : []
}

function refuse(what: string, { steps }: Walk): never {
  const path = steps.map(([owner, key]) => step(owner, key)).join('')
  throw new TypeError(
    `The result cannot be sent to its caller: result${path} is ${what}. Return plain data, and await what is a promise.`,
  )
}

import { fail } from '../fail.ts'
import type { AnyDurableObjectDefinition } from './definition.ts'
import { isSchema } from './is-schema.ts'
import type { SilentLimit } from './sockets.ts'

const limits = ['after', 'bytes'] as const

/** Throws for a limit of silent sockets that says less or more than it can. */
export function assertSockets(where: string, given: SilentLimit): void {
  for (const limit of limits) {
    if (typeof given[limit] === 'number' && given[limit] >= 0) continue
    const path = `sockets.closeSilent.${limit}`
    fail(where, `has no '${path}', or one that is not a number`, 'Give both: after, bytes.')
  }
  const unknown = Object.keys(given).find((key) => !limits.some((limit) => limit === key))
  if (unknown === undefined) return
  fail(where, `has an unknown key 'sockets.closeSilent.${unknown}'`, 'Known keys: after, bytes.')
}

/** Throws for messages that nobody would get or that cannot be checked. */
export function assertMessages(where: string, definition: AnyDurableObjectDefinition): void {
  if (!definition.webSocketMessage) {
    fail(where, "has 'sockets.messages', and no 'webSocketMessage' that gets them", 'Add one.')
  }
  for (const [type, schema] of Object.entries(definition.sockets?.messages ?? {})) {
    if (isSchema(schema)) continue
    fail(
      where,
      `has 'sockets.messages.${type}' that is not a Standard Schema`,
      `Give the schema of the message, such as ${type}: z.object({ … }).`,
    )
  }
}

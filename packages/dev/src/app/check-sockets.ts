import { checkIsFunction } from './check-function.ts'
import { evidentKind, isUndefined, type ObjectShape } from './expressions.ts'
import { groupOf, isGiven, type Named, namedProperties } from './properties.ts'
import type { Problem, Source } from './source.ts'

/** What is evidently wrong with `accept`, `open` and `messages` of `sockets`. */
export function checkSockets(source: Source, shape: ObjectShape): Problem[] {
  const sockets = groupOf(source, shape, 'sockets')
  if (!sockets) return []
  const functions = namedProperties(sockets)
    .filter(({ key, value }) => ['accept', 'open'].includes(key) && !isUndefined(value))
    .flatMap((property) => checkIsFunction('handler', property))
  const messages = groupOf(source, sockets, 'messages')
  return [
    ...functions,
    ...checkAreHandled(shape, sockets),
    ...(messages ? namedProperties(messages).flatMap(checkSchema) : []),
  ]
}

function checkAreHandled(shape: ObjectShape, sockets: ObjectShape): Problem[] {
  const property = sockets.properties.get('messages')
  if (!property || !isGiven(sockets, 'messages')) return []
  if (shape.open || isGiven(shape, 'webSocketMessage')) return []
  const message = 'This object declares `sockets.messages`, and has no `webSocketMessage`.'
  return [
    { offset: property.offset, message, hint: 'Write `webSocketMessage(socket, message) { … }`.' },
  ]
}

/** ArkType's schemas are functions, but none is written as one. */
function checkSchema({ key, offset, value }: Named): Problem[] {
  const kind = value && evidentKind(value)
  if (!kind) return []
  const message = `The message "${key}" is ${kind}, and must be a schema.`
  return [{ offset, message, hint: `Write \`${key}: z.object({ … })\`, or another schema.` }]
}

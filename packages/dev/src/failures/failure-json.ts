import { adviceFor } from './advice.ts'
import { formatCodeFrame } from './code-frame.ts'
import type { Failure, Part } from './failure.ts'

/** What clients other than browsers get in dev. */
export function failureJson({ code, file, name, message, object, fields, parts }: Failure): object {
  const [first, ...others] = parts
  const also = others.map((part) => ({ title: part.title, ...placeJson(part) }))
  return {
    error: {
      code,
      message,
      file,
      ...(first && placeJson(first)),
      name,
      ...(object && { method: object.method, objectId: object.id }),
      ...(fields.length > 0 && { fields: Object.fromEntries(fields) }),
      ...(also.length > 0 && { also }),
      stack: parts.flatMap(({ stack }) => stack.map(({ text }) => text)).join('\n'),
      docs: adviceFor(code)?.section,
    },
  }
}

function placeJson({ place }: Part): { file?: string; frame?: string } {
  if (!place) return {}
  const { position, code } = place
  return { file: position, ...(code && { frame: formatCodeFrame(code) }) }
}

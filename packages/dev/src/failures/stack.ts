import { fileURLToPath } from 'node:url'
import { normalizePath } from 'vite'

export interface Frame {
  /** The name in the stack, such as `Counter.increment`; empty at the top level of a module. */
  name: string
  /** Absolute, or the runtime's name for one of its files. */
  file: string
  line: number
  column: number
}

/** The frames of a stack. The message is removed first, since it may contain text like a frame. */
export function readStack({ message, stack }: { message: string; stack: string }): Frame[] {
  const at = stack.indexOf(message)
  // In front of the message there is only the error's name, on the same line.
  const isFirst = at >= 0 && !stack.slice(0, at).includes('\n')
  const lines = (isFirst ? stack.slice(at + message.length) : stack).split('\n')
  return lines.flatMap((line) => readFrame(line) ?? [])
}

function readFrame(text: string): Frame | undefined {
  const match = /^\s+at (.+):(\d+):(\d+)(\)?)$/.exec(text)
  if (!match) return undefined
  const [, rest = '', line, column, parenthesis] = match
  // A path may contain parentheses itself; the name ends at the first one.
  const at = parenthesis ? rest.indexOf(' (') : -1
  const file = plainPath(rest.slice(at === -1 ? 0 : at + 2).replace(/^async /, ''))
  const name = at === -1 ? '' : plainName(rest.slice(0, at))
  return { name, file, line: Number(line), column: Number(column) }
}

/** Decodes a file URL, where a space is `%20`. A stack may hold any text, so the URL may be invalid. */
function plainPath(file: string): string {
  if (!file.startsWith('file://')) return file
  try {
    return normalizePath(fileURLToPath(file))
  } catch {
    return file
  }
}

/** `DefinitionThis` is the class of an object's `this`, which says nothing to the object's author. */
function plainName(name: string): string {
  return name.replace(/^(async )?(DefinitionThis|Object|Module|null)\./, '$1')
}

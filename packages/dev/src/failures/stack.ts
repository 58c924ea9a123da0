import { fileURLToPath } from 'node:url'
import { normalizePath } from 'vite'

export interface Frame {
  /** As the stack says it: `Counter.increment`; empty at the top level of a module. */
  name: string
  /** Absolute, or as the runtime names its own files. */
  file: string
  line: number
  column: number
}

/** The frames of a stack. Its message is left out first, since a message may look like frames. */
export function readStack({ message, stack }: { message: string; stack: string }): Frame[] {
  const at = stack.indexOf(message)
  // The name stands in front of the message, and says no more than one line.
  const isFirst = at >= 0 && !stack.slice(0, at).includes('\n')
  const lines = (isFirst ? stack.slice(at + message.length) : stack).split('\n')
  return lines.flatMap((line) => readFrame(line) ?? [])
}

function readFrame(text: string): Frame | undefined {
  const match = /^\s+at (.+):(\d+):(\d+)(\)?)$/.exec(text)
  if (!match) return undefined
  const [, rest = '', line, column, parenthesis] = match
  // A path may have parentheses of its own, and the name stands before the first.
  const at = parenthesis ? rest.indexOf(' (') : -1
  const file = plainPath(rest.slice(at === -1 ? 0 : at + 2).replace(/^async /, ''))
  const name = at === -1 ? '' : plainName(rest.slice(0, at))
  return { name, file, line: Number(line), column: Number(column) }
}

/** A file URL has a space as `%20`. A stack may hold any text, so that one need not be valid. */
function plainPath(file: string): string {
  if (!file.startsWith('file://')) return file
  try {
    return normalizePath(fileURLToPath(file))
  } catch {
    return file
  }
}

/** `DefinitionThis` is what an object's `this` is an instance of, which says nothing to its author. */
function plainName(name: string): string {
  return name.replace(/^(async )?(DefinitionThis|Object|Module|null)\./, '$1')
}

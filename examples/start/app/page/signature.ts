/** What a field of the page takes: a text as it is, a number, `true` or `false`, or any JSON. */
export type Kind = 'text' | 'number' | 'boolean' | 'json'

export interface Parameter {
  /** `amount`, or the pattern: `{ url, body }`. */
  name: string
  /** Undefined if the source names no type. */
  kind?: Kind
  isOptional: boolean
  /** As in the source: `10`. */
  initial?: string
}

const kinds: Record<string, Kind> = { string: 'text', number: 'number', boolean: 'boolean' }

/** The parameters of a method, read from the source of its definition. */
export function parametersOf(source: string, method: string): Parameter[] {
  const head = new RegExp(`^    (?:async )?${method}\\(`, 'm').exec(source)
  if (!head) throw new Error(`There is no method ${method} in this source:\n${source}`)
  const rest = source.slice(head.index + head[0].length)
  return splitOutside(rest.slice(0, endOfGroup(rest)), ',').map(toParameter)
}

/** `amount?: number = 1` */
function toParameter(text: string): Parameter {
  const [declared = '', ...assigned] = splitOutside(text, '=')
  const [name = '', type] = splitOutside(declared, ':')
  const initial = assigned.length > 0 ? assigned.join('=') : undefined
  return {
    name: name.replace(/\?$/, ''),
    kind: type === undefined ? undefined : (kinds[type] ?? 'json'),
    isOptional: name.endsWith('?') || initial !== undefined,
    initial,
  }
}

/** Where the bracket that is open at the start is closed. */
function endOfGroup(text: string): number {
  let depth = 1
  for (let at = 0; at < text.length; at++) {
    depth += depthOf(text, at)
    if (depth === 0) return at
  }
  throw new Error(`A bracket is not closed in ${text}`)
}

/** The parts between separators that stand in no brackets. */
function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let at = 0; at < text.length; at++) {
    depth += depthOf(text, at)
    const isArrow = text[at] === '=' && text[at + 1] === '>'
    if (depth > 0 || text[at] !== separator || isArrow) continue
    parts.push(text.slice(start, at).trim())
    start = at + 1
  }
  parts.push(text.slice(start).trim())
  return parts.filter((part) => part !== '')
}

function depthOf(text: string, at: number): number {
  const character = text[at] ?? ''
  if ('([{<'.includes(character)) return 1
  if (')]}'.includes(character)) return -1
  return character === '>' && text[at - 1] !== '=' ? -1 : 0
}

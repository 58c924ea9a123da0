import { basename } from 'node:path/posix'
import type { Source } from '../../app/source.ts'
import { declarationFile } from '../module-specifier.ts'
import { declaredKeys, type Key, sourceKeys } from './definition-names.ts'
import { type Edit, editText } from './edited-text.ts'
import { encodeMappings, type Mapping, type Position } from './encode-mappings.ts'

export interface Declarations {
  text: string
  map: string
}

export interface DeclaredObject {
  source: Source
  /** The compiler's declarations. */
  declared: string
  /** The names that an editor takes for the same in the source and in the declarations. */
  linked: ReadonlySet<string>
}

/**
 * Adds a source map to the declarations of an object. It leads from the name of each method and helper to the
 * name in the object's own file, where editors go to its definition.
 *
 * Editors rename a name there too. Where it is linked, they find the one in the source anyway, and a second change
 * of it would be an error. Such a name is written with an escape: editors look for a name by its letters.
 */
export function mapDeclarations({ source, declared, linked }: DeclaredObject): Declarations {
  const file = basename(declarationFile(source.file))
  const pairs = pairKeys(declaredKeys(file, declared), sourceKeys(source))
  const written = hideNames(declared, { pairs, linked })
  const mappings = mapNames({ text: written.text, pairs: written.pairs, source: source.text })
  const map = {
    version: 3,
    file,
    sources: [`../../../../${source.file}`],
    names: [],
    mappings: encodeMappings(mappings),
  }
  const text = `${tellNames(written.text).trimEnd()}\n//# sourceMappingURL=${file}.map\n`
  return { text, map: `${JSON.stringify(map)}\n` }
}

/** A name in a generated file and in its source. */
export interface Pair {
  name: string
  generated: Key
  original: Key
}

/**
 * Both ends, since editors look up where a name begins and where it ends. What has no mapping of its own takes the
 * next one, which must not be that of a name.
 */
export function mapNames(options: {
  text: string
  pairs: readonly Pair[]
  source: string
}): Mapping[] {
  const { text, pairs, source } = options
  return pairs.flatMap(({ generated, original }) => [
    { generated: positionAt(text, generated.start - 1), original: undefined },
    ...(['start', 'end'] as const).map((end) => ({
      generated: positionAt(text, generated[end]),
      original: positionAt(source, original[end]),
    })),
  ])
}

/** The names that both have. */
export function pairKeys(declared: Map<string, Key>, source: Map<string, Key>): Pair[] {
  return [...declared].flatMap(([name, generated]) => {
    const original = source.get(name)
    return original ? [{ name, generated, original }] : []
  })
}

interface Names {
  pairs: readonly Pair[]
  linked: ReadonlySet<string>
}

function hideNames(
  declared: string,
  { pairs, linked }: Names,
): { text: string; pairs: readonly Pair[] } {
  let grown = 0
  const edits: Edit[] = []
  const moved = pairs
    .toSorted((a, b) => a.generated.start - b.generated.start)
    .map(({ name, generated: { start, end }, original }) => {
      const from = start + grown
      if (linked.has(name)) {
        const text = escapeName(name)
        edits.push({ start, end, text })
        grown += text.length - (end - start)
      }
      return { name, generated: { start: from, end: end + grown }, original }
    })
  return { text: editText(declared, edits).text, pairs: moved }
}

/** `"\\u{61}dd"` for `add`. */
function escapeName(name: string): string {
  const [first = '', ...rest] = name
  const others = JSON.stringify(rest.join('')).slice(1, -1)
  return `"\\u{${first.codePointAt(0)?.toString(16)}}${others}"`
}

/** A comment at the end of each line with such a name says what it is, for people. It moves no position. */
function tellNames(text: string): string {
  return text.replace(
    /^ *"\\u\{([0-9a-f]+)\}((?:[^"\\]|\\.)*)"([^`\r\n]*)$/gm,
    (line, first: string, others: string, rest: string) => {
      const name = String.fromCodePoint(Number.parseInt(first, 16)) + JSON.parse(`"${others}"`)
      return `${line} // ${name}${rest}`
    },
  )
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset).split(/\r\n|[\n\r\u2028\u2029]/)
  return { line: before.length - 1, column: before.at(-1)?.length ?? 0 }
}

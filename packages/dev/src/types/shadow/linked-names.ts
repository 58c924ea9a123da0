import { moduleSpecifier } from '../module-specifier.ts'
import type { TypedObject } from '../register-file.ts'

/** The file of the shadows' program that asks the compiler which names can be linked. */
export const linksFile = 'links.ts'

/**
 * Its declarations have, for each object, the names of its methods and helpers that no other object with the same
 * type of state has, and the keys of the state: `Counter: { names: ".add" | ".reset"; keys: ".count" }`.
 */
export const linksProgram = `import type { LinkableNames, Register } from '@cloudwerk/durable-object'
type All = Register extends { definitions: infer Found } ? Found : never
declare function linkable(): LinkableNames<All>
export const links = linkable()
`

/** What the register of that program has besides. */
export function definitionsFile(objects: readonly TypedObject[]): string {
  const types = objects.map(
    ({ className, module }) =>
      `      ${className}: typeof import(${JSON.stringify(moduleSpecifier(module))}).default\n`,
  )
  return `
declare module '@cloudwerk/durable-object' {
  interface Register {
    definitions: {
${types.join('')}    }
  }
}
`
}

export interface Linkable {
  names: readonly string[]
  /** Of the state. */
  keys: readonly string[]
}

/** What those declarations say, by class. */
export function readLinks(declared: string): Map<string, Linkable> {
  const found = declared.matchAll(/(\w+): \{\s*names: ([^;]*);\s*keys: ([^;]*);/g)
  return new Map(
    [...found].map(([, className = '', names = '', keys = '']) => [
      className,
      { names: literalsIn(names), keys: literalsIn(keys) },
    ]),
  )
}

function literalsIn(union: string): string[] {
  const texts = union.matchAll(/"(?:[^"\\]|\\.)*"/g)
  // The compiler's order may differ from one run to the next.
  return [...texts].map(([text]) => String(JSON.parse(text)).slice(1)).sort()
}

/** Objects by the key of their state that the fewest of them have. */
export function groupByRarestKey<T extends Linkable>(objects: readonly T[]): Map<string, T[]> {
  const all = Map.groupBy(
    objects.flatMap(({ keys }) => keys),
    (key) => key,
  )
  const count = (key: string) => all.get(key)?.length ?? 0
  return Map.groupBy(
    objects,
    ({ keys }) => keys.toSorted((a, b) => count(a) - count(b) || (a < b ? -1 : 1))[0] ?? '',
  )
}

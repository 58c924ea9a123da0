import { readFileSync } from 'node:fs'
import { parseSync } from 'vite'
import { bindingOf } from './workerd/binding-name.ts'

interface Binding {
  className: string
  useSQLite: boolean
}

/** Miniflare bindings for all classes that `classes.ts` and `legacy-classes.ts` export. */
export function workerdBindings(): Record<string, Binding> {
  return Object.fromEntries([
    ...exportsOf('classes.ts').map((name) => toBinding(name, true)),
    ...exportsOf('legacy-classes.ts').map((name) => toBinding(name, false)),
  ])
}

function toBinding(className: string, useSQLite: boolean): [string, Binding] {
  return [bindingOf(className), { className, useSQLite }]
}

/** Parses the file instead of importing it, since the classes only load inside workerd. */
function exportsOf(file: string): string[] {
  const source = readFileSync(new URL(`workerd/${file}`, import.meta.url), 'utf8')
  const { staticExports } = parseSync(file, source).module
  return staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ exportName }) => exportName.name ?? []),
  )
}

import { count } from '../terminal/count.ts'
import type { RehearsedClass, RehearsedObject } from './rehearse.ts'

const slowest = 10

/** The result of a rehearsal for a terminal: what failed by its cause, and the slowest objects. */
export function formatRehearsal(classes: readonly RehearsedClass[]): string {
  const lines = classes.flatMap(formatClass)
  const all = classes.flatMap(({ className, objects }) =>
    objects.map((object) => ({ ...object, label: `${className} ${nameOf(object)}` })),
  )
  const failed = all.filter(({ failure }) => failure).length
  const slow = all.toSorted((a, b) => b.milliseconds - a.milliseconds).slice(0, slowest)
  const times = slow.map(({ label, milliseconds }) => `  ${milliseconds.toFixed(1)} ms  ${label}`)
  return [
    ...lines,
    ...(times.length > 0 ? ['Slowest:', ...times] : []),
    failed === 0
      ? `${count(all.length, 'object')}, none failed. The data was not changed.`
      : `${failed} of ${count(all.length, 'object')} failed. The data was not changed.`,
  ].join('\n')
}

function formatClass({ className, objects }: RehearsedClass): string[] {
  const failed = objects.filter(({ failure }) => failure)
  const versions = countBy(objects, ({ from }) => from)
  const from = [...versions]
    .filter(([version]) => version !== undefined)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([version, number]) => `${number} of version ${version}`)
  const parts = [count(objects.length, 'object'), ...from]
  if (failed.length > 0) parts.push(`${failed.length} failed`)
  return [`${className}: ${parts.join(', ')}`, ...formatFailures(failed)]
}

/** One line for all objects that failed in the same way. */
function formatFailures(failed: readonly RehearsedObject[]): string[] {
  const groups = Map.groupBy(failed, ({ failure }) => [failure?.step, failure?.path].join(' '))
  return [...groups.values()].map((objects) => {
    const [first] = objects
    const { step, path, message } = first?.failure ?? { message: '' }
    const where = [step, path].filter(Boolean).join(', ')
    return `  ${count(objects.length, 'object')}${where ? ` at ${where}` : ''}: ${message}`
  })
}

function nameOf({ name, id }: RehearsedObject): string {
  return name === undefined ? id : `'${name}'`
}

function countBy<T, Key>(items: readonly T[], keyOf: (item: T) => Key): Map<Key, number> {
  const counts = new Map<Key, number>()
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1)
  return counts
}

import type { RecordedClass } from './class-record.ts'
import { createdEntry } from './edit-record.ts'

/** The text of a first `wrangler.jsonc`. The plugin adds everything else that the Worker needs. */
export function newConfig(
  worker: { name: string; compatibilityDate: string },
  classes: readonly RecordedClass[],
): string {
  const entries = classes.map(({ className, storage }) => {
    const { type, storage: backend } = createdEntry(storage)
    return `    ${JSON.stringify(className)}: { "type": ${JSON.stringify(type)}, "storage": ${JSON.stringify(backend)} }`
  })
  return `{
  "name": ${JSON.stringify(worker.name)},
  "compatibility_date": ${JSON.stringify(worker.compatibilityDate)},
  // The classes of stored objects. cloudwerk build adds new ones; keep this file in the repository.
  "exports": {
${entries.join(',\n')}
  }
}
`
}

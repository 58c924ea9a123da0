import type { Manifest } from '../../app/manifest.ts'
import { sourceOf } from './source-of.ts'

/** The parts of the Worker's entry for `app/worker.ts`. */
export interface EventsCode {
  /** From `@cloudwerk/core/worker`. */
  imported: string[]
  imports: string[]
  exports: string
  /** The default export, around the Worker that answers requests. */
  around(worker: string): string
}

export function generateEvents({ root, worker }: Manifest): EventsCode {
  if (!worker) return { imported: [], imports: [], exports: '', around: (code) => code }
  const source = sourceOf(root, worker.file)
  const names = worker.classes.map(({ name }) => name).join(', ')
  const exports = names === '' ? '' : `export { ${names} } from ${source}\n`
  const hasHandlers = worker.handlers === undefined || worker.handlers.length > 0
  if (!hasHandlers) return { imported: [], imports: [], exports, around: (code) => code }
  return {
    imported: ['withEvents'],
    imports: [`import events from ${source}`],
    exports,
    around: (code) => `withEvents(${code}, events)`,
  }
}

import { createLineFilter } from '../workerd/filter-output.ts'
import { createLog, type LogOptions } from './log-format.ts'

export interface HeldOutput {
  /** The lines printed before it was opened. */
  held: string[]
  add(line: string): void
  /** Passes on the held lines, and from then on each line at once. */
  open(): void
  isOpen(): boolean
}

export type OutputOptions = LogOptions

/** Holds output back until the server answers: a failed start is explained in one sentence instead. */
export function holdOutput(options: OutputOptions): HeldOutput {
  const held: string[] = []
  const filter = createLineFilter()
  const log = createLog(options)
  const pass = (line: string): void => {
    for (const kept of filter(line)) log(kept)
  }
  let isOpen = false
  return {
    held,
    isOpen: () => isOpen,
    add: (line) => (isOpen ? pass(line) : void held.push(line)),
    open(): void {
      if (isOpen) return
      isOpen = true
      for (const line of held) pass(line)
    },
  }
}

import { createLineFilter } from '../workerd/filter-output.ts'

export interface HeldOutput {
  /** The lines printed before it was opened. */
  held: string[]
  add(line: string): void
  /** Passes on the held lines, and from then on each line at once. */
  open(): void
  isOpen(): boolean
}

export interface OutputOptions {
  /** Replaces positions in the bundle; undefined for a line that says nothing to the app's author. */
  mapStack(line: string): string | undefined
  onOutput(line: string): void
}

/** Holds output back until the server answers: a failed start is explained in one sentence instead. */
export function holdOutput({ onOutput, mapStack }: OutputOptions): HeldOutput {
  const held: string[] = []
  const filter = createLineFilter()
  const pass = (line: string): void => {
    for (const kept of filter(line)) {
      const shown = mapStack(kept)
      if (shown !== undefined) onOutput(shown)
    }
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

import { Gate } from '../../objects/gate.ts'
import { type Program, programs } from '../../objects/programmed.ts'

let count = 0

/** The name of a program, which jobs can run. */
export function program(run: Program): string {
  const name = `job program ${++count}`
  programs.set(name, run)
  return name
}

/** A job that says that it ran. */
export function telling(text: string): string {
  return program(({ state }) => state.log.push(text))
}

/** The classes whose jobs run programs. */
export const workingClasses: string[] = ['Working', 'WorkingWithSql', 'WorkingAtOnce']

/** A job that waits outside at a gate. */
export function waiting(text: string): { gate: Gate; job: string } {
  const gate = new Gate()
  const job = program(async (self) => {
    await self.outside(() => gate.pass())
    self.state.log.push(text)
  })
  return { gate, job }
}

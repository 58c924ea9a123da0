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

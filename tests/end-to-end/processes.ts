import { execFileSync } from 'node:child_process'

/** The pids of a process's children. */
export function childrenOf(pid: number | undefined): number[] {
  return listProcesses()
    .filter(({ parent }) => parent === pid)
    .map((entry) => entry.pid)
}

/** A zombie, which has ended and was not reaped yet, does not count as running. */
export function isRunning(pid: number): boolean {
  return listProcesses().some((entry) => entry.pid === pid && !entry.state.startsWith('Z'))
}

function listProcesses(): { pid: number; parent: number; state: string }[] {
  const output = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat='], { encoding: 'utf8' })
  return output
    .trim()
    .split('\n')
    .map((line) => {
      const [pid, parent, state] = line.trim().split(/\s+/)
      return { pid: Number(pid), parent: Number(parent), state: state ?? '' }
    })
}

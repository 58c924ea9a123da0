import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { identifyProcess, type ProcessIdentity } from './process-identity.ts'

/**
 * The parent of this process and, where that is the shell that npm runs scripts in, npm itself. Some
 * shells stay in between (dash 0.5.12), others replace themselves by the command.
 */
export function findParentProcesses(): ProcessIdentity[] {
  const parent = identifyProcess(process.ppid)
  if (parent === undefined) return []
  const { command, ppid } = readProcess(parent.pid)
  const npm = isShell(command) ? identifyProcess(ppid) : undefined
  return npm === undefined ? [parent] : [parent, npm]
}

function isShell(command: string): boolean {
  return /^-?(?:sh|ash|dash|bash|busybox|ksh|zsh)$/.test(basename(command))
}

interface RunningProcess {
  command: string
  /** 0 where the system does not say. */
  ppid: number
}

function readProcess(pid: number): RunningProcess {
  try {
    return process.platform === 'linux' ? readFromProc(pid) : readFromPs(pid)
  } catch {
    return { command: '', ppid: 0 }
  }
}

function readFromProc(pid: number): RunningProcess {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const end = stat.lastIndexOf(')')
  const ppid = Number(stat.slice(end + 2).split(' ')[1])
  return { command: stat.slice(stat.indexOf('(') + 1, end), ppid }
}

function readFromPs(pid: number): RunningProcess {
  const args = ['-o', 'ppid=', '-o', 'comm=', '-p', String(pid)]
  const line = execFileSync('ps', args, { encoding: 'utf8' }).trim()
  const [ppid = '0', ...command] = line.split(/\s+/)
  return { command: command.join(' '), ppid: Number(ppid) }
}

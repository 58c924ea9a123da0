import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { identifyProcess, type ProcessIdentity } from './process-identity.ts'

/**
 * The parent of this process and, where that is the shell that npm runs scripts in, npm: some shells
 * stay in between (dash 0.5.12), some replace themselves with the command.
 */
export function findLaunchers(): ProcessIdentity[] {
  const parent = identifyProcess(process.ppid)
  if (parent === undefined) return []
  const { command, ppid } = describe(parent.pid)
  const npm = isShell(command) ? identifyProcess(ppid) : undefined
  return npm === undefined ? [parent] : [parent, npm]
}

function isShell(command: string): boolean {
  return /^-?(?:sh|ash|dash|bash|busybox|ksh|zsh)$/.test(basename(command))
}

interface Description {
  command: string
  /** 0 where the system does not tell. */
  ppid: number
}

function describe(pid: number): Description {
  try {
    return process.platform === 'linux' ? describeByProc(pid) : describeByPs(pid)
  } catch {
    return { command: '', ppid: 0 }
  }
}

function describeByProc(pid: number): Description {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const end = stat.lastIndexOf(')')
  const ppid = Number(stat.slice(end + 2).split(' ')[1])
  return { command: stat.slice(stat.indexOf('(') + 1, end), ppid }
}

function describeByPs(pid: number): Description {
  const args = ['-o', 'ppid=', '-o', 'comm=', '-p', String(pid)]
  const line = execFileSync('ps', args, { encoding: 'utf8' }).trim()
  const [ppid = '0', ...command] = line.split(/\s+/)
  return { command: command.join(' '), ppid: Number(ppid) }
}

import { InvalidArgumentError } from 'commander'
import type { Rename } from '../config/class-record.ts'

/** A port from the command line; 0 picks a free one. */
export function parsePort(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('A port is an integer from 0 to 65535.')
}

/** An address from the command line: `127.0.0.1:9090`, `[::1]:9090`, or a port of this machine alone. */
export function parseAddress(text: string): { host: string; port: number } {
  const [, bracketed, plain, port = text] = /^(?:\[(.+)\]|([^:]+)):(\d+)$/.exec(text) ?? []
  return { host: bracketed ?? plain ?? '127.0.0.1', port: parsePort(port) }
}

/** A time from the command line. */
export function parseSeconds(text: string): number {
  const seconds = Number(text)
  if (/^\d+(?:\.\d+)?$/.test(text) && seconds <= 86_400) return seconds
  throw new InvalidArgumentError('Give the time in seconds, such as 10, 0.5 or 0.')
}

/** A renamed class from the command line, after those given before it. */
export function parseRename(text: string, earlier: Rename[] = []): Rename[] {
  const [from, to, ...rest] = text.split(':')
  if (from && to && rest.length === 0) return [...earlier, { from, to }]
  throw new InvalidArgumentError('Write it as Old:New.')
}

export const dataFlags = '--data <directory>'
export const dataHelp = 'where the data is stored'

export const gracePeriodFlags = '--grace-period <seconds>'
export const gracePeriodHelp = 'how long running calls may take to end after SIGTERM or Ctrl-C'

export const environmentFlags = '--env <name>'
export const environmentHelp = 'environment of the Wrangler configuration, such as production'

export const buildWithFlags = '--with <command>'
export const buildWithHelp =
  "what builds the part of another framework (default: that framework's own build)"

/** Chooses the environment for Wrangler and Cloudflare's plugin, which read this variable. */
export function chooseEnvironment(name: string | undefined): void {
  if (name !== undefined) process.env.CLOUDFLARE_ENV = name
}

/** The end of a command's help. */
export function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`
}

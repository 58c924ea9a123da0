import type { Page } from './pages.ts'

export interface Command {
  /** `cloudwerk`, `create-cloudwerk`, `wrangler` or `npm run`. */
  tool: string
  /** The words up to the first flag: subcommands, then arguments. */
  words: string[]
  flags: string[]
}

/** The commands that a page tells its reader to type, in code blocks and within the text. */
export function* commandsOf({ text, blocks }: Pick<Page, 'text' | 'blocks'>): Generator<Command> {
  const prose = text.replace(/^```[\s\S]*?^```$/gm, '')
  const typed = [
    ...blocks.filter(({ language }) => !/^(?:js|ts|jsonc|html)$/.test(language)).map((b) => b.text),
    ...[...prose.matchAll(/^ {4}(.+)$/gm)].map(([, line = '']) => line),
    ...[...prose.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code.replace(/\s+/g, ' ')),
  ]
  for (const line of typed.flatMap((code) => code.split(/\n|&&|\|\|?| # /))) {
    const command = parse(line.replace(/["[\],]+/g, ' '))
    if (command) yield command
  }
}

const starts: [tool: string, start: RegExp][] = [
  ['create-cloudwerk', /\bnpm create cloudwerk@latest(?: .*? --(?= )| |$)/],
  ['npm run', /\bnpm run /],
  ['wrangler', /\bnpx wrangler /],
  ['cloudwerk', /(?:^|[\s/])cloudwerk (?=[a-z])/],
]

function parse(line: string): Command | undefined {
  const [tool, start] = starts.find(([, pattern]) => pattern.test(line)) ?? []
  if (!tool || !start) return undefined
  const typed = line.split(start).at(-1)?.trim().split(/\s+/) ?? []
  const first = typed.findIndex((word) => word.startsWith('-'))
  return {
    tool,
    words: typed.slice(0, first < 0 ? undefined : first).filter(Boolean),
    flags: typed.filter((word) => /^--[a-z]/.test(word)),
  }
}

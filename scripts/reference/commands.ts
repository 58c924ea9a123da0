import { createProgram as createCreate } from '../../packages/create-cloudwerk/dist/cli.js'
import { createProgram as createCloudwerk } from '../../packages/dev/dist/cli.js'
import { type Block, seeAlso } from './markdown.ts'
import { commandsShownIn } from './pages.ts'
import type { CommandPage } from './render-index.ts'

type Program = ReturnType<typeof createCloudwerk>

/** One page per command-line program, generated from its `--help` texts. */
export function commandPages(): (CommandPage & { text: string })[] {
  return [createCloudwerk(), createCreate()].map((program) => ({
    title: program.name(),
    page: `${program.name()}.md`,
    summary: program.description(),
    text: `${[...render(program, [])].join('\n\n')}\n`,
  }))
}

function* render(command: Program, parents: string[]): Generator<Block> {
  const path = [...parents, command.name()]
  yield `${path.length === 1 ? '#' : '##'} ${path.join(' ')}`
  yield `\`\`\`text\n${command.configureHelp({ helpWidth: 96 }).helpInformation().trim()}\n\`\`\``
  if (path.length === 1) yield exitCodes
  const links = commandsShownIn[path.join(' ')]
  if (links) yield seeAlso(links)
  for (const child of command.commands) yield* render(child, path)
}

const exitCodes = 'Exit codes: 0 success, 1 failure, 2 wrong usage.'

import { relative, resolve } from 'node:path'
import { Command, CommanderError, Option } from 'commander'
import { type Answers, completeAnswers } from './answers.ts'
import { createApp } from './create-app.ts'
import { CreateError } from './create-error.ts'
import { templateNames, templates } from './templates.ts'
import { terminalPrompts } from './terminal-prompts.ts'

interface Options extends Partial<Pick<Answers, 'template'>> {
  packages?: string
}

const kinds = templateNames.map((name) => `${name} (${templates[name]})`).join(', ')

/** Runs the command line. Exit codes: 0 success, 1 failure, 2 wrong usage. */
export async function main(args: string[]): Promise<void> {
  const program = createProgram()
    .exitOverride()
    .showHelpAfterError('(--help shows what is possible)')
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    process.exitCode = report(error)
  }
}

/** The command. The reference is generated from it too. */
export function createProgram(): Command {
  return new Command('create-cloudwerk')
    .description(
      'Create a Cloudwerk app in a new folder. In a terminal it asks for missing arguments.',
    )
    .argument('[folder]', 'folder to create; its last part becomes the name of the app')
    .addOption(new Option('--template <name>', kinds).choices(templateNames))
    .addOption(
      new Option(
        '--packages <folder>',
        'install Cloudwerk from the tarballs in this folder',
      ).hideHelp(),
    )
    .addHelpText('after', '\nExample:\n  npm create cloudwerk@latest my-app -- --template chat')
    .action(create)
}

async function create(folder: string | undefined, options: Options): Promise<void> {
  const given = {
    ...(folder && { folder }),
    ...(options.template && { template: options.template }),
  }
  const answers = await completeAnswers(given, terminalPrompts())
  if (!answers) throw new CreateError('Nothing was created.')
  const target = resolve(answers.folder)
  const packages = options.packages && resolve(options.packages)
  await createApp({ folder: target, template: answers.template, packages })
  const path = relative('', target)
  const lines = [...(path ? [`cd ${path}`] : []), 'npm install', 'npm run dev']
  console.log(
    `Created ${path || 'the app in this folder'}. Next:\n\n${lines.map((line) => `  ${line}`).join('\n')}`,
  )
}

function report(error: unknown): number {
  // Commander has already printed the message.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  console.error(error instanceof CreateError ? error.message : error)
  return error instanceof CreateError ? error.exitCode : 1
}

import { Command } from 'commander'
import { typesFolder } from '../paths.ts'
import { examples } from './options.ts'

export function typesCommand(): Command {
  return new Command('types')
    .description(`Write the app's types into ${typesFolder}.`)
    .addHelpText('after', examples('cloudwerk types --check'))
    .option('--check', 'fail if an object misuses its own methods or state')
    .action(async ({ check = false }: { check?: boolean }) => {
      const { writeTypes } = await import('../types/write-types.ts')
      console.log(await writeTypes(process.cwd(), { check }))
    })
}

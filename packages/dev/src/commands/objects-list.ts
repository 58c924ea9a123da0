import { Command } from 'commander'
import { examples } from './options.ts'

export function listCommand(): Command {
  return new Command('list')
    .description('List the objects of the app.')
    .addHelpText('after', examples('cloudwerk objects list --json'))
    .option('--json', 'print JSON')
    .action(async ({ json = false }: { json?: boolean }) => {
      const { listObjects } = await import('../objects/list.ts')
      console.log(await listObjects(process.cwd(), { json }))
    })
}

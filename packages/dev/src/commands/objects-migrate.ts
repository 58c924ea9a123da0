import { Command, InvalidArgumentError } from 'commander'
import { examples } from './options.ts'

interface Options {
  rename: { from: string; to: string }[]
  delete: string[]
  keep: string[]
  yes: boolean
  json: boolean
}

export function migrateCommand(): Command {
  return new Command('migrate')
    .description('Say what becomes of stored objects whose class is gone; asks in a terminal.')
    .addHelpText(
      'after',
      examples(
        'cloudwerk objects migrate --rename Room:ChatRoom',
        'cloudwerk objects migrate --delete Room --yes',
      ),
    )
    .option('--rename <Old:New>', 'the objects of Old go on as New', parseRename, [])
    .option('--delete <Name>', 'the next deploy deletes the objects of Name', collect, [])
    .option('--keep <Name>', 'the objects of Name stay, with an empty definition', collect, [])
    .option('--yes', 'delete without asking', false)
    .option('--json', 'print JSON', false)
    .action(async ({ yes, json, ...given }: Options) => {
      const { migrateObjects } = await import('../objects/migrate.ts')
      const { formatMigrated } = await import('../objects/format-migrated.ts')
      const migrated = await migrateObjects({
        root: process.cwd(),
        given,
        confirmed: yes,
        ask: !json,
      })
      console.log(json ? JSON.stringify(migrated, null, 2) : formatMigrated(migrated).join('\n'))
    })
}

function parseRename(text: string, earlier: Options['rename']): Options['rename'] {
  const [from, to, ...rest] = text.split(':')
  if (from && to && rest.length === 0) return [...earlier, { from, to }]
  throw new InvalidArgumentError('Write it as Old:New.')
}

function collect(text: string, earlier: string[]): string[] {
  return [...earlier, text]
}

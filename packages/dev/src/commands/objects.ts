import { Command } from 'commander'
import type { ObjectEntry } from '../app/manifest.ts'
import { formatTable } from '../terminal/table.ts'
import { deleteDataCommand } from './objects-delete-data.ts'
import { infoCommand } from './objects-info.ts'
import { migrateCommand } from './objects-migrate.ts'
import { repairAlarmsCommand } from './objects-repair-alarms.ts'
import { examples } from './options.ts'

export function objectsCommand(): Command {
  const list = new Command('list')
    .description('List the objects of the app.')
    .addHelpText('after', examples('cloudwerk objects list --json'))
    .option('--json', 'print JSON', false)
    .action(async ({ json }: { json: boolean }) => {
      const { scanApp } = await import('../app/scan-app.ts')
      const { objects } = await scanApp(process.cwd())
      console.log(json ? JSON.stringify(objects.map(describe), null, 2) : describeAll(objects))
    })
  return new Command('objects')
    .description("See the app's objects, and settle what becomes of stored ones.")
    .addHelpText('after', examples('cloudwerk objects list', 'cloudwerk objects info ChatRoom'))
    .addCommand(list)
    .addCommand(infoCommand())
    .addCommand(migrateCommand())
    .addCommand(deleteDataCommand())
    .addCommand(repairAlarmsCommand())
}

function describe({
  className,
  binding,
  file,
  storage,
  sql,
  handlers,
  methods,
}: ObjectEntry): object {
  return { name: className, class: className, binding, file, storage, sql, handlers, methods }
}

function describeAll(objects: ObjectEntry[]): string {
  if (objects.length === 0) return 'This app has no objects. Define one in app/objects/counter.ts.'
  const rows = objects.map(({ className, binding, file, storage, handlers, methods }) => [
    className,
    binding,
    file,
    storage,
    handlers?.join(' ') ?? 'not known from the source',
    methods?.join(' ') ?? 'not known from the source',
  ])
  return formatTable(['Class', 'Binding', 'File', 'Storage', 'Handlers', 'Methods'], rows)
}

import { resolve } from 'node:path'
import { styleText } from 'node:util'
import { Command } from 'commander'
import { formatStored } from '../objects/format-stored.ts'
import type { ObjectInfo } from '../objects/info.ts'
import { defaultDataDirectory } from '../paths.ts'
import { chooseEnvironment, environmentFlags, environmentHelp, examples } from './options.ts'

interface Options {
  json: boolean
  data: string
  env?: string
}

const unknown = 'not known from the source'

export function infoCommand(): Command {
  return new Command('info')
    .description('Show one object: its definition, its methods, and its data on this machine.')
    .addHelpText(
      'after',
      examples('cloudwerk objects info ChatRoom', 'cloudwerk objects info ChatRoom --json'),
    )
    .argument('<Name>', 'the class')
    .option('--json', 'print JSON', false)
    .option('--data <folder>', 'where cloudwerk start keeps its data', defaultDataDirectory)
    .option(environmentFlags, environmentHelp)
    .action(async (name: string, { json, data, env }: Options) => {
      chooseEnvironment(env)
      const { readObjectInfo } = await import('../objects/info.ts')
      const root = process.cwd()
      const info = await readObjectInfo(name, { root, data: resolve(root, data) })
      console.log(json ? JSON.stringify(asJson(info), null, 2) : format(info))
    })
}

/** With the keys of `objects list --json`; null where something is not known. */
function asJson({ className, data, methods, ...object }: ObjectInfo): object {
  const { binding, file, storage, sql, handlers } = object
  return {
    name: className,
    class: className,
    binding,
    file,
    storage,
    sql,
    handlers,
    methods: methods ?? null,
    data: { dev: data.dev, start: data.start ?? null },
  }
}

function format({ className, binding, file, storage, sql, ...rest }: ObjectInfo): string {
  const { handlers, methods, data } = rest
  const rows = [
    ['File', file],
    ['Binding', binding],
    ['Storage', sql ? `${storage}, with ctx.sql` : storage],
    ['Handlers', handlers?.join(' ') ?? unknown],
    ['Data of dev', formatStored(data.dev)],
    ['Data of start', data.start ? formatStored(data.start) : 'none yet'],
    ['Methods', methods ? '' : unknown],
  ]
  const calls = methods?.map(
    ({ name, parameters }) => `  ${name}(${parameters?.join(', ') ?? '…'})`,
  )
  return [
    styleText('bold', className),
    ...rows.map(([label = '', value]) => `${label.padEnd(15)}${value}`.trimEnd()),
    ...(calls ?? []),
  ].join('\n')
}

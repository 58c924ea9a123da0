import { styleText } from 'node:util'
import { formatStored } from './format-stored.ts'
import type { ObjectInfo } from './info.ts'
import { toJson } from './list.ts'

const unknown = 'not known from the source'

/** With the keys of `objects list --json`; null where something is not known. */
export function infoToJson({ methods, data, ...object }: ObjectInfo): object {
  return {
    ...toJson({ ...object, methods: undefined }),
    methods: methods ?? null,
    data: { dev: data.dev, start: data.start ?? null },
  }
}

export function formatInfo({
  className,
  binding,
  file,
  storage,
  sql,
  ...rest
}: ObjectInfo): string {
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
